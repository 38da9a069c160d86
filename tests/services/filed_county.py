"""The small register with lists filed, some of them with text that a spreadsheet or a browser might run."""

from __future__ import annotations

from datetime import datetime

from services.store import Store
from tests.services.small_county import take

FORMULAS = ("=1+2", "+3", "-4", "@SUM(A1)")
SCRIPT = "<script>alert(1)</script>"
PHONE = "13800001234"
_AT = datetime(2024, 1, 5, 9)

ROSTER = f"""单位,角色,姓名,职务,是否班子成员,联系电话,任命日期,备案日期
海丰县,首席数据官,人员100,副县长,是,{PHONE},2023-01-10,2023-01-12
海城镇,首席数据官,人员101,副镇长,是,{PHONE},2023-01-10,2023-01-20
海城镇,数据专员,人员102,干事,否,{PHONE},2023-01-10,2023-01-20
海城镇,政务专员,人员103,干事,否,{PHONE},2023-01-10,2023-01-20
县公安局,首席数据官,人员104,副局长,是,{PHONE},2023-01-10,2023-01-20
"""
SYSTEMS = f"""单位,系统名称,系统状态,部署位置,投用日期,上云日期,等保级别,国产化适配
海城镇,{FORMULAS[0]},在用,市政务云,2022-05-01,2023-03-01,二级,是
海城镇,{SCRIPT},在用,自建机房,2022-05-01,,二级,否
海城镇,{FORMULAS[3]},在用,自建机房,2022-05-01,,二级,否
县公安局,网格管理,在用,市政务云,2022-05-01,2023-09-01,三级,是
县公安局,出租屋管理,在用,自建机房,2022-06-01,,,
"""
TASKS = f"""编号,来源,交办日期,事项内容,牵头单位,完成时限,办结日期
督〔2023〕1号,联席会议,2023-06-01,{FORMULAS[1]},海城镇,2023-09-01,2023-08-20
督〔2023〕2号,联席会议,2023-06-01,共享视频接口,县公安局,2023-11-20,
"""
EXPLANATIONS = f"""单位,指标,对象,原因说明,承诺完成日期,责任人
县公安局,cloud_migrated,出租屋管理,缺少经费，请县财政支持，电话{PHONE},2024-06-30,人员104
"""
EVALUATIONS = """单位,评价年度,评价日期,得分,等次,是否已确认,通报表扬日期
海城镇,2023年度,2023-12-20,95,优秀,是,2023-12-25
县公安局,2023年度,2023-12-20,96,优秀,否,2023-12-25
"""
DUTIES = f"""单位,报告期,职责任务,工作举措,工作成效,存在问题,下一阶段计划,佐证材料
海城镇,2023年下半年,加快推动系统迁云上云,逐个系统定计划{PHONE},迁移系统1个,{FORMULAS[2]},明年完成,见附件1
"""


def fill(store: Store) -> None:
    """Takes in every list above at the start of 2024."""
    for text, name in (
        (ROSTER, "名单.csv"),
        (SYSTEMS, "政务信息系统清单.csv"),
        (TASKS, "督办事项台账.csv"),
        (EVALUATIONS, "履职评价表.csv"),
        (DUTIES, "职责任务落实情况表.csv"),
        (EXPLANATIONS, "情况说明.csv"),
    ):
        take(store, text, name, at=_AT)
