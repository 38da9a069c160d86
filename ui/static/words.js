// Chinese words for the interface of Streamlit 1.67, which has no option for them; links and copying inside the page.
// Added to the served page by ui/served_page.py. A browser test looks for Latin letters on every page.
(() => {
  "use strict";
  // Without this the program tries /page/_stcore first when a page is opened by its own address.
  const base = new URL(".", document.currentScript.src).href;
  window.__streamlit = { BACKEND_BASE_URL: base, MAIN_PAGE_BASE_URL: base };

  // Calendars, weekday names and number signs follow the browser's language; the program has one language.
  Object.defineProperty(navigator, "language", { get: () => "zh-CN" });
  Object.defineProperty(navigator, "languages", { get: () => ["zh-CN", "zh"] });

  const WORDS = {
    "Upload": "选择文件", "Add files": "添加文件", "Drag and drop a file here": "将文件拖到此处",
    "Drag and drop files here": "将文件拖到此处", "Upload directories": "选择文件夹", "Upload directory": "选择文件夹",
    "Drag and drop directories here": "将文件夹拖到此处", "Drag and drop a directory here": "将文件夹拖到此处", "Browse files": "选择文件",
    "Remove": "移除", "Remove file": "移除", "Delete": "删除", "Error uploading file": "文件没有传上来，请重试", "Network error": "网络中断，请重试", "Error:": "错误：",
    "Error deleting file": "文件没有移除，请重试", "Show previous files": "上一页", "Show next files": "下一页",
    "Search": "查找", "Type to search": "输入要找的文字", "Close Search": "关闭查找", "Next Result": "下一处", "Previous Result": "上一处",
    "Fullscreen": "全屏", "View fullscreen": "全屏", "Exit fullscreen": "退出全屏", "Close fullscreen": "退出全屏", "Download as CSV": "下载",
    "Show/hide columns": "选择列", "Select all": "全选", "Clear selection": "取消选择", "Toolbar action": "工具", "No data": "没有数据",
    "(index)": "行号", "text": "文字", "number": "数字", "checkbox": "是否", "selectbox": "选项", "date": "日期", "datetime": "日期时间", "time": "时间", "object": "内容",
    "empty": "没有内容", "Empty": "空", "No content": "没有内容", "No results": "没有符合的选项", "No options": "没有选项", "No options to select": "没有选项",
    "Sort ascending": "升序排列", "Sort descending": "降序排列", "Autosize": "自动列宽", "Pin column": "固定此列", "Unpin column": "取消固定",
    "Hide column": "隐藏此列", "Format": "显示格式", "Copy column name": "复制列名", "Dataframe column menu": "列菜单", "Statistics": "列统计",
    "Automatic": "自动", "Localized": "本地格式", "Plain": "原样", "Compact": "简写", "Percent": "百分数", "Scientific": "科学计数",
    "Accounting": "会计格式", "Dollar": "美元", "Euro": "欧元", "Yen": "日元", "Distance": "距今", "Calendar": "日历", "Duration": "时长",
    "Count": "个数", "Distinct": "不同值", "Minimum": "最小", "Maximum": "最大", "Average": "平均", "Median": "中位数", "Sum": "合计",
    "Range": "范围", "Values": "取值", "Standard deviation": "标准差", "Average length": "平均长度", "Minimum length": "最短", "Maximum length": "最长",
    "Based on sample": "按抽样计算", "Delete row(s)": "删除所选行", "Add row": "添加一行", "Edit": "修改", "Cancel (Escape)": "取消",
    "Choose an option": "请选择", "Choose options": "请选择", "Select...": "请选择", "Open": "展开", "Clear value": "清除", "Clear all": "全部清除", "Clear date": "清除日期",
    "Clear entry": "清除", "Choose date": "选择日期", "yyyy": "年", "mm": "月", "dd": "日", "Selected values": "已选", "Selectbox options": "选项",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.": "用方向键选日期，回车确定。",
    "Previous": "上一月", "Next": "下一月", "Previous month": "上一月", "Next month": "下一月", "Invalid input.": "输入有误。", "This field is required.": "此项必填。",
    "Show password text": "显示密码", "Hide password text": "隐藏密码", "Show password": "显示密码", "Hide password": "隐藏密码",
    "Main menu": "菜单", "Sidebar": "侧栏", "file upload": "文件上传", "File upload": "文件上传", "Rerun": "刷新", "Settings": "显示设置", "Print": "打印", "Record a screencast": "录屏", "Record screen": "录屏",
    "About": "关于", "Clear cache": "清除缓存", "Deploy": "发布", "Stop": "停止", "Running...": "正在计算", "Running…": "正在计算", "progress": "进度", "Connecting": "正在连接", "CONNECTING": "正在连接", "Please wait...": "请稍候",
    "Connection error": "与服务器的连接中断",
    "Connection lost. Please wait for the app to reconnect, then try again.": "与服务器的连接中断，恢复后自动再试；长时间不成功的请重新选择。", "Reconnected to server.": "连接已恢复。",
    "Streamlit server is not responding. Are you connected to the internet?": "服务没有应答，可能已停止或网络中断，请联系技术人员；已确认入库的数据不受影响。",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": "服务可能已停止，请联系技术人员重新启动；已确认入库的数据不受影响。",
    "Page not found": "没有这个页面", "The page that you have requested does not seem to exist": "您打开的页面不存在",
    "The page that you have requested does not seem to exist. Running the app's main page.": "链接中的页面不存在，已转到首页。",
    "Collapse sidebar": "收起侧栏", "Expand sidebar": "展开侧栏", "App pages": "页面导航", "Skip to main content": "跳到正文", "Close": "关闭", "Dismiss": "关闭",
    "Copy to clipboard": "复制", "Copied": "已复制", "Copied!": "已复制", "Link to heading": "本节链接", "Link to this heading": "本节链接", "Scroll tabs left": "向左", "Scroll tabs right": "向右",
    "Press Enter to apply": "按回车生效", "Press Enter to submit form": "按回车提交", "Press Ctrl+Enter to apply": "按回车生效", "Press ⌘+Enter to apply": "按回车生效",
    "Script execution error": "页面没有显示成功", "Bad message format": "页面没有显示成功，请刷新", "Show more": "展开", "Show less": "收起", "Yes": "是", "No": "否", "None": "",
  };
  const SIZES = { KB: "千字节", MB: "兆", GB: "吉", B: "字节" };
  const PATTERNS = [
    [/^(?:Limit )?([\d.]+)\s?(KB|MB|GB|B) per file(?:\s*[•·]\s*(.*))?$/, (m) => `每个文件不超过${m[1]}${SIZES[m[2]]}${m[3] ? "：" + m[3].replaceAll(", ", "、") : ""}`],
    // 400: the server does not know this visitor, as when its side noticed the cut line first
    [/^(?:Error: )?AxiosError: (?:Network Error|timeout.*|.*aborted.*|.*status code (?:400|5\d\d))$/, () => "网络中断，文件没有传上来；将自动重传，长时间不成功的请移除后重新选择"],
    [/^(?:Error: )?AxiosError: .*status code 40[13]$/, () => "没有登录或登录已失效，文件没有传上来，请重新登录"],
    [/^(?:Error: )?AxiosError: .*$/, () => "文件没有传上来，请移除后重新选择"], [/^Cancel upload of (.+)$/, (m) => `停止上传${m[1]}`],
    [/^[•·]\s*([A-Z]{3,4}(?:, [A-Z]{3,4})*)$/, (m) => `（${m[1].replaceAll(", ", "、")}）`],
    [/^([\d.]+)\s?(KB|MB|GB|B)$/, (m) => `${m[1]}${SIZES[m[2]]}`],
    [/^(\d+) options? available\.$/, (m) => `共${m[1]}项可选`], [/^(\d+) results?$/, (m) => `${m[1]}处`], [/^(\d+) of (\d+) results?$/, (m) => `第${m[1]}处，共${m[2]}处`], [/^over 1000( results)?$/, () => "一千处以上"],
    [/^Showing page (\d+) of (\d+)$/, (m) => `第${m[1]}页，共${m[2]}页`], [/^Remove (.+)$/, (m) => `移除${m[1]}`], [/^Add: (.+)$/, (m) => `添加：${m[1]}`],
    [/^(.*) files? are not allowed\.$/, () => "不能接收这种文件"], [/^File must be .* or smaller\.$/, () => "文件过大"], [/^Open (.+) calendar$/, () => "打开日历"],
    [/^Selected (.*)\. (.*)$/, (m) => `已选${m[1]}`], [/^(year|month|day), (.+)$/, (m) => `${{ year: "年", month: "月", day: "日" }[m[1]]}，${m[2]}`], [/^(.+) icon$/, () => "图标"], [/^(.+), ([\d.]+)\s?(KB|MB|GB|B)$/, (m) => `${m[1]}，${m[2]}${SIZES[m[3]]}`],
    [/^(\d{1,2}) – [A-Z][a-z]+$/, (m) => `${m[1]}月`],
    [/^Distribution histogram(?:: (.+))?$/, (m) => (m[1] ? `分布：${m[1]}` : "分布")],
    [/^Top values frequency chart(?:: (.+))?$/, (m) => (m[1] ? `出现最多的取值：${m[1]}` : "出现最多的取值")],
    [/^True\/false distribution chart(?:: (.+))?$/, (m) => (m[1] ? `是否的个数：${m[1].replace("True", "是").replace("False", "否")}` : "是否的个数")],
    [/^Choose date, (.+)$/, (m) => `选择日期，${m[1]}`], [/^([A-Z][A-Za-z\/ ]+): (.+)$/, (m) => (WORDS[m[1]] ? `${WORDS[m[1]]}：${m[2]}` : m[0])],
    [/^Help for (.+)$/, (m) => `${m[1]}的说明`], [/^\d+\/(\d+)$/, null],
  ];
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-valuetext", "aria-roledescription", "aria-description"];

  const translate = (text) => {
    const bare = text.trim();
    if (!/[A-Za-z]/.test(bare)) return null;
    if (Object.hasOwn(WORDS, bare)) return text.replace(bare, WORDS[bare]);
    for (const [pattern, make] of PATTERNS) {
      const match = make && pattern.exec(bare);
      if (match && make(match) !== bare) return text.replace(bare, make(match));
    }
    return null;
  };
  // Text the program itself writes is never touched: a file or a person may bear one of these words as a name.
  const OWN = "[data-testid='stMarkdown'], .stHtml, [data-testid='stFileUploaderFileName'], [data-testid='stCode'], [data-testid='stIconMaterial'], code, canvas + table, script, style";
  const renderText = (node) => {
    const text = translate(node.nodeValue);
    if (text !== null && !node.parentElement?.closest(OWN)) node.nodeValue = text;
  };
  const renderElement = (element) => {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name);
      const text = value && translate(value);
      if (text) element.setAttribute(name, text);
    }
  };
  const render = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return renderText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    renderElement(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) renderText(node);
      else renderElement(node);
    }
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(render);
      else if (change.type === "attributes") renderElement(change.target);
      else renderText(change.target);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });

  // Links drawn by the program (class "go") change the page without loading the whole program again.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.go");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      history.pushState({}, "", link.href);
      dispatchEvent(new PopStateEvent("popstate"));
      const jump = link.dataset.jump;
      if (!jump) document.querySelector("[data-testid='stMain']")?.scrollTo({ top: 0 });
    }
    const copier = event.target.closest?.("[data-copy]");
    if (copier) copy(new URL(copier.dataset.copy, location.href).href, copier);
  }, true);

  // A typed date counts only when its field is left for another one; Enter goes there as Tab does.
  document.addEventListener("keydown", (event) => {
    const field = event.key === "Enter" && event.target.closest?.("[role='spinbutton']") && event.target.closest("[data-testid='stDateInputField']");
    if (!field) return;
    const others = document.querySelectorAll("input:not([tabindex='-1']), button, a[href], [tabindex='0']");
    [...others].find((one) => !field.contains(one) && one.offsetParent && field.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)?.focus();
  }, true);

  const copy = async (text, button) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // without https the clipboard is closed to scripts; the old way still works
      const field = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    const before = button.textContent;
    button.textContent = "已复制";
    setTimeout(() => { button.textContent = before; }, 2500);
  };
})();
