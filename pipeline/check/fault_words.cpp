// The Chinese words of rule file faults. The English sentence, as the readers of the files make it, is the key; what stands in
// backticks, and a few words for parts of a file, are its blanks.
#include <algorithm>
#include <map>

#include "check/check.hpp"

namespace claimpack::check {

namespace {

const std::vector<std::pair<std::string, std::string>>& parts() {
  static const std::vector<std::pair<std::string, std::string>> words{
      {"a requirement", "一项材料"}, {"a condition", "条件"}, {"a comparison", "比较"}, {"one of a list", "列举值"},
      {"a number", "数字"},          {"a value", "比较的值"}, {"a check", "核对项"},    {"a rule", "规则"},
      {"a pack", "规则文件"},        {"a date", "日期"},      {"a text", "文字"},       {"parameters", "parameters"},
      {"checks.yaml", "checks.yaml"}};
  return words;
}

// "unknown fact `moon`" -> "unknown fact #" with {"`moon`"}.
std::string key_of(const std::string& sentence, std::vector<std::string>& blanks) {
  std::string key;
  for (std::size_t at = 0; at < sentence.size();) {
    if (sentence[at] == '`') {
      const auto end = sentence.find('`', at + 1);
      if (end != std::string::npos) {
        blanks.push_back(sentence.substr(at, end + 1 - at));
        key += '#';
        at = end + 1;
        continue;
      }
    }
    const auto part = std::find_if(parts().begin(), parts().end(), [&](const auto& word) {
      return sentence.compare(at, word.first.size(), word.first) == 0 && (at == 0 || sentence[at - 1] == ' ');
    });
    if (part != parts().end()) {
      blanks.push_back(part->second);
      key += '#';
      at += part->first.size();
      continue;
    }
    key += sentence[at++];
  }
  return key;
}

using Pairs = std::vector<std::pair<const char*, const char*>>;

const Pairs& faults_said() {
  static const Pairs said{
      {"unknown fact `x`", "没有 {1} 这个事实"},
      {"unknown key `x` of a rule", "{2}没有 {1} 这个键"},
      {"key `x` stands twice in a rule", "{2}里 {1} 出现了两次"},
      {"a rule is not a mapping", "{1}应写成“键: 值”"},
      {"`x` is not a list", "{1} 应是列表"},
      {"`x` holds something that is not a word", "{1} 的列表里有不是词的东西"},
      {"unknown severity `x`", "没有 {1} 这个轻重"},
      {"the file cannot be read", "文件打不开"},
      {"the file holds no mapping", "文件里没有“键: 值”"},
      {"region `x` has two files", "地区 {1} 有两个文件"},
      {"no rule packs", "没有规则文件"},
      {"the national base is missing", "缺少全国规则"},
      {"the words of the cross checks are missing", "缺少核对项的用语"},
      {"not a whole number", "不是整数"},
      {"wrong type: `x` is a date, not a number", "类型不符：{1} 是{2}，不是{3}"},
      {"wrong type: `x` is a date, `y` is a number", "类型不符：{1} 是{2}，{3} 是{4}"},
      {"`known` is true or false", "{1} 只能是 true 或 false"},
      {"`x` is not a date", "{1} 不是{2}"},
      {"impossible condition: `x` is never `y`", "不可能的条件：{1} 不会是 {2}"},
      {"the comparison has no value: it can never hold", "比较没有值，永远不成立"},
      {"the operator takes no fact as its value", "这种比较的值不能是另一个事实"},
      {"unknown operator `x`", "没有 {1} 这种比较"},
      {"a comparison needs exactly one operator", "一个{1}要有一种、且只有一种比较方式"},
      {"an empty list of conditions", "条件的列表是空的"},
      {"impossible condition: no claim can meet these comparisons of `x` together",
       "不可能的条件：对 {1} 的这些比较不能同时成立"},
      {"impossible condition: no claim can meet these comparisons of `x`, `y` together",
       "不可能的条件：对 {1}、{2} 的这些比较不能同时成立"},
      {"impossible condition: no claim can meet these comparisons of `x`, `y`, `z` together",
       "不可能的条件：对 {1}、{2}、{3} 的这些比较不能同时成立"},
      {"unknown check `x`", "没有 {1} 这个核对项"},
      {"check `x` has no messages", "核对项 {1} 没有 messages"},
      {"unknown variant `x` of check `y`", "核对项 {2} 没有 {1} 这种情况"},
      {"check `x` has no message for `y`", "核对项 {1} 缺少 {2} 的用语"},
      {"`x` in check `y` is nothing that can be filled in", "核对项 {2} 的用语里 {1} 无从填写"},
      {"a brace in check `x` is not closed", "核对项 {1} 的用语里有花括号没有配对"},
      {"check `x` has no citation", "核对项 {1} 没有依据（citation）"},
      {"check `x` has no title", "核对项 {1} 没有名称（title）"},
      {"check `x` has no severity", "核对项 {1} 没有轻重（severity）"},
      {"unknown variant `x`", "没有 {1} 这种情况"},
      {"parameter `x` is missing or no number", "参数 {1} 缺少或不是数字"},
      {"parameter `x` is missing", "缺少参数 {1}"},
      {"kind_titles has no `x`", "kind_titles 缺少 {1}"},
      {"the pack names no region", "规则文件没有写 region"},
      {"the pack has no title", "规则文件没有写 title"},
      {"`adcode` is not six digits", "{1} 应是六位数字"},
      {"the pack has no parent", "规则文件没有写 parent"},
      {"the pack has no list of rules", "规则文件没有 rules 列表"},
      {"no list of checks", "没有 checks 列表"},
      {"check `x` stands twice", "核对项 {1} 出现了两次"},
      {"check `x` is missing", "缺少核对项 {1}"},
      {"rule `x` stands already in `y`", "规则 {1} 已见于 {2}"},
      {"unknown parent `x`", "没有上级 {1}"},
      {"the parents of `x` run in a circle", "{1} 的上级绕成了圈"},
      {"rule `x` names an unknown rule `y`", "规则 {1} 提到的 {2} 不存在"},
      {"unknown kind `x`", "没有 {1} 这种材料"},
      {"`x` in `y` is nothing that can be filled in", "{2} 里的 {1} 无从填写"},
      {"a brace of `x` is not closed", "{1} 里有花括号没有配对"},
      {"a requirement names no kind", "{1}没有写明种类（any）"},
      {"a requirement has no title", "{1}没有名称（title）"},
      {"a requirement with several kinds has no name", "{1}有几个种类而没有代号（as）"},
      {"unknown copy `x`", "copy 没有 {1} 这种写法"},
      {"unknown mark `x`", "没有 {1} 这种标识"},
      {"`at_least` is not a whole number from 1", "{1} 应是 1 以上的整数"},
      {"unknown effect `x`", "没有 {1} 这种效力"},
      {"rule `x` has no severity", "规则 {1} 没有轻重（severity）"},
      {"impossible condition: rule `x` ends before it begins", "不可能的条件：规则 {1} 的截止早于生效"},
      {"a rule has no id", "{1}没有 id"},
      {"rule `x` has no message", "规则 {1} 没有用语（message）"},
      {"rule `x` has no citation", "规则 {1} 没有依据（citation）"},
      {"rule `x` has no origin", "规则 {1} 没有来源（origin）"},
      {"unknown origin `x`", "没有 {1} 这种来源"},
      {"unknown confidence `x`", "没有 {1} 这种可信度"},
      {"rule `x` is public but has no confidence", "规则 {1} 来自公开资料，却没有可信度（confidence）"},
      {"rule `x` is inferred and must not reject", "规则 {1} 是推定的，不能用来不予受理"},
      {"rule `x` has an unknown authority `y`", "规则 {1} 的制定层级 {2} 不存在"},
      {"unknown scene `x`", "没有 {1} 这种申请类型"},
      {"impossible condition: a list cannot extend itself", "不可能的条件：清单不能接在自己后面"},
      {"rule `x` has a scene but no list of papers", "规则 {1} 有 scene 而没有材料清单"},
      {"unknown person `x`", "没有 {1} 这种人"},
      {"rule `x` exempts from nothing", "规则 {1} 没有写免除什么"},
      {"rule `x` has no condition: it would fire on every claim", "规则 {1} 没有条件，会对每个案卷生效"},
      {"rule `x` has a question but no condition", "规则 {1} 有 question 而没有条件"},
      {"rule `x` names `y`, and no rule has such an id", "规则 {1} 写了 {2}，没有这样的规则"},
      {"rule `x` overrides the cross check `y`, which nothing overrides", "规则 {1} 要替代核对项 {2}，核对项不能替代"},
      {"rule `x` overrides `y`, which never stands behind it", "规则 {1} 要替代 {2}，而后者从不排在它后面"},
      {"rule `x` exempts from itself: it never speaks", "规则 {1} 把自己也免除了，永远不起作用"},
      {"rule `x` can never speak: `y` (`z`) always overrides or exempts it", "规则 {1} 永远不起作用：{2}（{3}）总是替代或免除它"},
      {"rule `x` can never speak: `y` (`z`) asks for the same papers before it",
       "规则 {1} 永远不起作用：{2}（{3}）在前面已要求同样的材料"},
      {"rule `x` has the same condition as `y` (`z`) on the same days", "规则 {1} 与 {2}（{3}）在同样的日期有同样的条件"},
      {"variants `x` (`y`) and `z` overlap: both hold from `d`", "{1}（{2}）与 {3} 的有效期重叠：自 {4} 起两条都有效"},
      {"variants `x` (`y`) and `z` leave a gap: neither holds from `d`", "{1}（{2}）与 {3} 之间有空档：自 {4} 起两条都无效"},
      {"the name `x` is also a name of `y`", "地名 {1} 也是 {2} 的地名"}};
  return said;
}

const Pairs& cures_said() {
  static const Pairs said{
      {"did you mean `x`?", "是不是 {1}？"},
      {"take a fact of the list that docs/rules-guide.zh.md names", "从 docs/rules-guide.zh.md 所列的事实中选用"},
      {"use a kind of the list that docs/rules-guide.zh.md names", "从 docs/rules-guide.zh.md 所列的材料种类中选用"},
      {"write `x`, or another name that differs more", "写成 {1}，或换一个差别更大的名字"},
      {"write digits only", "只写数字"},
      {"write digits", "写成数字"},
      {"before, not_before, after and not_after compare dates only", "before、not_before、after、not_after 只比较日期"},
      {"lt, le, gt and ge compare numbers only", "lt、le、gt、ge 只比较数字"},
      {"contains_any looks into texts only", "contains_any 只查文字"},
      {"write YYYY-MM-DD or {fact: …}", "写成 2024-05-20 这样，或写 {fact: …}"},
      {"write YYYY-MM-DD", "写成 2024-05-20 这样"},
      {"write the two digits of a province in quotes, as \"35\"", "写省份的两位数字并加引号，如 \"35\""},
      {"name at least one value", "至少写一个值"},
      {"name at least one condition", "至少写一个条件"},
      {"write the value itself", "直接写值"},
      {"compare facts of one type", "同类的事实才能比较"},
      {"days and months move dates only", "加天数、月数只用于日期"},
      {"take one of them away, or write any: in place of all:", "去掉其中一个，或把 all: 改为 any:"},
      {"use an id of checks.yaml", "用 checks.yaml 中的编号"},
      {"take it away", "去掉"},
      {"keep one of them", "保留一个"},
      {"rename one of them", "给其中一个改名"},
      {"this check fills in nothing", "这个核对项没有可填的内容"},
      {"name a pack of this folder", "写本文件夹里的一个地区"},
      {"end the chain at national", "最上级应是 national"},
      {"check the id", "检查编号"},
      {"check what stands before the *", "检查 * 前面的部分"},
      {"a list of papers knows {title} and {copy}", "材料清单里只能用 {title} 和 {copy}"},
      {"write a fact in the braces, as {filing.end}", "花括号里写事实，如 {filing.end}"},
      {"write {fact} with both braces", "写成 {事实}，两个括号都要有"},
      {"write {name} with both braces", "写成 {名称}，两个括号都要有"},
      {"use pay, exempt or duty, or leave it out and give a severity", "写 pay、exempt 或 duty；或不写，而写 severity"},
      {"use note, review, supplement or reject", "写 note、review、supplement 或 reject"},
      {"write severity: supplement (or note, review, reject)", "写 severity: supplement（或 note、review、reject）"},
      {"swap effective_from and effective_to", "对调 effective_from 与 effective_to"},
      {"write id: region.subject.point", "写 id: 地区.事项.要点"},
      {"write the sentence for the clerk, in Chinese", "写给经办人员看的一句话"},
      {"write the sentence, in Chinese", "写上这句话"},
      {"quote the sentence that the rule rests on", "写明所依据的条文或原话"},
      {"quote what the check rests on", "写明依据"},
      {"write origin: seed, public or inferred", "写 origin: seed（材料原文）、public（公开资料）或 inferred（推定）"},
      {"use seed, public or inferred", "写 seed、public 或 inferred"},
      {"use A, B or C", "写 A、B 或 C"},
      {"write confidence: A, B or C", "写 confidence: A（读过全文）、B（读过转述）或 C（常识）"},
      {"write severity: review", "写 severity: review"},
      {"use national, province, city or digest", "写 national、province、city 或 digest"},
      {"write when:, or effect: duty", "写 when:；只作说明的写 effect: duty"},
      {"write exempts: [rule ids]", "写 exempts: [规则编号]"},
      {"a rule overrides rules further down its own file and rules of its parents only",
       "只能替代本文件中排在后面的规则和上级的规则"},
      {"name the other rules one by one", "逐条写出其他规则"},
      {"take the rule away, or narrow the condition of the other", "去掉这条，或收窄另一条的条件"},
      {"take the rule away, or let the earlier one name a condition", "去掉这条，或给前一条加上条件"},
      {"join them, or give both the same conflict: where two sources disagree",
       "合为一条；如是两处原文说法不一，两条写同一个 conflict:"},
      {"end the earlier one with effective_to: the day before the later one begins",
       "前一条的 effective_to 写到后一条生效的前一天"},
      {"let effective_from follow the day after effective_to, or write a rule for the days between",
       "后一条的 effective_from 接在前一条 effective_to 的次日，或补一条管这段日子"},
      {"a place name leads to one pack only", "一个地名只能指向一个地区"},
      {"check indentation, quotes and brackets of this line", "检查这一行的缩进、引号和括号"},
      {"write agent, or leave it out", "写 agent（代办人），或不写"},
      {"use a claim type or manual", "写申请类型，或 manual（任何类型）"},
      {"use a claim type or base", "写申请类型，或 base（按票据分住院、门诊）"},
      {"name another scene", "写另一个申请类型"},
      {"use emergency, special_disease or rescue", "写 emergency、special_disease 或 rescue"},
      {"use a variant of messages", "用 messages 里的情况"},
      {"restore its entry", "恢复这一项"},
      {"check its rights", "检查文件权限"},
      {"a cross check needs code behind it", "核对项须有程序支持，不能自行增加"},
      {"compare with another rule file", "对照另一个规则文件"},
      {"begin with `x`, `y` and `z`", "开头写 {1}、{2}、{3}"},
      {"write any: [expense_list]", "写 any: [expense_list]"},
      {"write title: 费用清单", "写 title: 费用清单"},
      {"write as: identity", "写 as: identity"},
      {"write parent: national", "写 parent: national"}};
  return said;
}

std::map<std::string, std::string> by_key(const Pairs& pairs) {
  std::map<std::string, std::string> keyed;
  std::vector<std::string> ignored;
  for (const auto& [english, chinese] : pairs) keyed.emplace(key_of(english, ignored), chinese);
  return keyed;
}

// The sentence itself where nobody translated it.
std::string chinese(const std::string& english, const std::map<std::string, std::string>& said) {
  std::vector<std::string> blanks;
  const auto found = said.find(key_of(english, blanks));
  if (found == said.end()) return english;
  std::string text;
  for (std::size_t at = 0; at < found->second.size(); ++at) {
    const auto& words = found->second;
    const bool blank =
        words[at] == '{' && at + 2 < words.size() && words[at + 2] == '}' && words[at + 1] >= '1' && words[at + 1] <= '9';
    if (!blank) {
      text += words[at];
      continue;
    }
    const auto number = static_cast<std::size_t>(words[at + 1] - '1');
    if (number < blanks.size()) text += blanks[number];
    at += 2;
  }
  return text;
}

}  // namespace

core::Error fault_in_chinese(const core::Error& fault) {
  static const auto faults = by_key(faults_said()), cures = by_key(cures_said());
  core::Error said = fault;
  for (const auto& [english, zh] : {std::pair{"not YAML: ", "不是 YAML："}, {"not as expected: ", "与应有的写法不同："}})
    if (said.what.starts_with(english)) said.what = zh + said.what.substr(std::string(english).size());
  said.what = chinese(said.what, faults);
  said.cure = chinese(said.cure, cures);
  for (const auto& [english, zh] :
       {std::pair{"use one of: ", "可用："}, {"known keys: ", "可用的键："}, {"this check knows ", "可填："}, {"write ", "写 "}})
    if (said.cure.starts_with(english)) said.cure = zh + said.cure.substr(std::string(english).size());
  return said;
}

}  // namespace claimpack::check
