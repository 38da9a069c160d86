"""Whether text decoded as GB18030 reads as Chinese: Big5 never does, office Chinese always does, however short."""

from __future__ import annotations

import pytest

from loaders.child.encoding import reads_as_chinese
from tests.loaders.hostile import BIG5


@pytest.mark.parametrize(
    "text",
    [
        BIG5,
        "單位,名稱\n",
        "姓名,電話\n王小明,123\n",
        "名稱,數量\n電腦,5\n印表機,3\n",
        "機關代碼,機關名稱,日期\nA01,財政處,2023-01-01\n",
        "縣公安局,12\n縣教育局,13\n",
    ],
)
def test_big5_read_as_gb18030_does_not_read_as_chinese(text: str) -> None:
    assert not reads_as_chinese(text.encode("big5").decode("gb18030"))


@pytest.mark.parametrize(
    "text",
    [
        "单位,名称\n",
        "县公安局,12\n",
        "姓名,职务,联系电话\n人员001,股长,0660-6600000\n人员002,科员,0660-6600001\n",
        "单位,姓名\n县公安局,䶮镕喆堃\n县教育局,犇骉淼焱\n",
        "鮜门镇,鲘门镇,鹅埠镇\n",
        "系统名称,是否涉密\n“粤政易”平台（二期）,否\n①号系统——备用,是\n",
        "單位名稱,系統名稱,備註\n縣公安局,戶籍管理資訊系統,資料庫已建立並持續維護\n",
        "序号,数量,金额（万元）\n1,2,3.5\n",
    ],
)
def test_office_chinese_in_gb18030_reads_as_chinese(text: str) -> None:
    assert reads_as_chinese(text.encode("gb18030").decode("gb18030"))
