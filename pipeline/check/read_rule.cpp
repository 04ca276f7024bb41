#include <algorithm>

#include "check/fact_words.hpp"
#include "check/rule_file.hpp"
#include "check/vocabulary.hpp"
#include "core/dates.hpp"

namespace claimpack::check {

namespace {

bool one_of(const std::string& word, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(), [&](const char* known) { return word == known; });
}

void read_kinds(const YAML::Node& node, const char* key, std::vector<std::string>& kinds, Requirement* need, Faults& faults) {
  for (const auto& word : words_of(node, key, faults)) {
    if (word == "identity") {  // ID_EVIDENCE of the rules: a card, or the electronic credential shown at the desk
      kinds.insert(kinds.end(), {"identity_card", "social_security_card"});
      if (need) need->credential = true;
    } else if (is_kind(word)) {
      kinds.push_back(word);
    } else {
      const auto near = nearest_word(word, all_kinds());
      faults.at(node[key], "unknown kind `" + word + "`",
                near.empty() ? "use a kind of the list that docs/rules-guide.zh.md names" : "did you mean `" + near + "`?");
    }
  }
}

// A condition that is well written, and that some claim can meet.
Condition read_when(const YAML::Node& node, Faults& faults) {
  const auto before = faults.count();
  auto condition = read_condition(node, faults);
  if (faults.count() == before) check_possible(condition, faults);
  return condition;
}

// The words in braces of a sentence: facts, or for a list of papers {title} and {copy}.
void check_blanks(const YAML::Node& node, const char* key, bool of_papers, Faults& faults) {
  if (!node[key] || !node[key].IsScalar()) return;
  bool closed = true;
  for (const auto& name : blanks_in(node[key].Scalar(), closed)) {
    if (of_papers ? name == "title" || name == "copy" : is_fact(name)) continue;
    faults.at(node[key], std::string("`{") + name + "}` in `" + key + "` is nothing that can be filled in",
              of_papers ? "a list of papers knows {title} and {copy}" : "write a fact in the braces, as {filing.end}");
  }
  if (!closed) faults.at(node[key], std::string("a brace of `") + key + "` is not closed", "write {fact} with both braces");
}

Requirement read_requirement(const YAML::Node& node, Faults& faults) {
  Requirement need;
  if (!keys_known(node, {"any", "as", "title", "copy", "at_least", "mark", "vouched_by", "printed", "of", "when"},
                  "a requirement", faults))
    return need;
  read_kinds(node, "any", need.kinds, &need, faults);
  read_kinds(node, "vouched_by", need.vouched, nullptr, faults);
  need.name = text_of(node, "as", faults);
  need.title = text_of(node, "title", faults);
  need.copy = text_of(node, "copy", faults);
  need.mark = text_of(node, "mark", faults);
  need.printed = words_of(node, "printed", faults);
  const auto of = text_of(node, "of", faults);
  need.of_agent = of == "agent";
  if (!of.empty() && !need.of_agent) faults.at(node["of"], "unknown person `" + of + "`", "write agent, or leave it out");
  if (need.kinds.empty()) faults.at(node, "a requirement names no kind", "write any: [expense_list]");
  if (need.title.empty()) faults.at(node, "a requirement has no title", "write title: 费用清单");
  if (need.name.empty() && need.kinds.size() == 1) need.name = need.kinds[0];
  if (need.name.empty()) faults.at(node, "a requirement with several kinds has no name", "write as: identity");
  if (!need.copy.empty() && need.copy != "原件" && need.copy != "复印件")
    faults.at(node["copy"], "unknown copy `" + need.copy + "`", "write 原件 or 复印件");
  if (!need.mark.empty() && !one_of(need.mark, {"emergency", "special_disease", "rescue"}))
    faults.at(node["mark"], "unknown mark `" + need.mark + "`", "use emergency, special_disease or rescue");
  if (const auto least = node["at_least"]) {
    try {
      need.at_least = least.as<int>();
    } catch (const YAML::Exception&) { need.at_least = 0; }
    if (need.at_least < 1) faults.at(least, "`at_least` is not a whole number from 1", "write digits only");
  }
  if (node["when"]) need.when = read_when(node["when"], faults);
  return need;
}

void read_effect(const YAML::Node& node, Rule& rule, Faults& faults) {
  const auto effect = text_of(node, "effect", faults);
  if (effect.empty()) rule.effect = node["requires"] || rule.inherits ? Rule::Effect::materials : Rule::Effect::finding;
  else if (effect == "pay") rule.effect = Rule::Effect::pay;
  else if (effect == "exempt") rule.effect = Rule::Effect::exempt;
  else if (effect == "duty") rule.effect = Rule::Effect::duty;
  else
    faults.at(node["effect"], "unknown effect `" + effect + "`", "use pay, exempt or duty, or leave it out and give a severity");
  const bool weighs = rule.effect == Rule::Effect::finding || rule.effect == Rule::Effect::materials;
  if (node["severity"]) severity_of(node["severity"], rule.severity, faults);
  else if (weighs && !rule.inherits)
    faults.at(node, "rule `" + rule.id + "` has no severity", "write severity: supplement (or note, review, reject)");
}

void read_dates(const YAML::Node& node, Rule& rule, Faults& faults) {
  rule.effective_from = text_of(node, "effective_from", faults);
  rule.effective_to = text_of(node, "effective_to", faults);
  for (const auto* key : {"effective_from", "effective_to"}) {
    const auto value = text_of(node, key, faults);
    if (!value.empty() && !core::parse_iso(value)) faults.at(node[key], "`" + value + "` is not a date", "write YYYY-MM-DD");
  }
  if (!rule.effective_from.empty() && !rule.effective_to.empty() && rule.effective_to < rule.effective_from)
    faults.at(node, "impossible condition: rule `" + rule.id + "` ends before it begins", "swap effective_from and effective_to");
}

void check_words(const YAML::Node& node, const Rule& rule, Faults& faults) {
  if (rule.id.empty()) faults.at(node, "a rule has no id", "write id: region.subject.point");
  if (rule.message.empty())
    faults.at(node, "rule `" + rule.id + "` has no message", "write the sentence for the clerk, in Chinese");
  if (rule.citation.empty())
    faults.at(node, "rule `" + rule.id + "` has no citation", "quote the sentence that the rule rests on");
  if (rule.origin.empty()) faults.at(node, "rule `" + rule.id + "` has no origin", "write origin: seed, public or inferred");
  else if (!one_of(rule.origin, {"seed", "public", "inferred"}))
    faults.at(node["origin"], "unknown origin `" + rule.origin + "`", "use seed, public or inferred");
  if (!rule.confidence.empty() && !one_of(rule.confidence, {"A", "B", "C"}))
    faults.at(node["confidence"], "unknown confidence `" + rule.confidence + "`", "use A, B or C");
  if (rule.origin == "public" && rule.confidence.empty())
    faults.at(node, "rule `" + rule.id + "` is public but has no confidence", "write confidence: A, B or C");
  if (rule.origin == "inferred" && rule.severity == core::Severity::reject)
    faults.at(node, "rule `" + rule.id + "` is inferred and must not reject", "write severity: review");
  if (!one_of(rule.authority, {"national", "province", "city", "digest"}))
    faults.at(node, "rule `" + rule.id + "` has an unknown authority `" + rule.authority + "`",
              "use national, province, city or digest");
}

void check_shape(const YAML::Node& node, const Rule& rule, Faults& faults) {
  if (!rule.scene.empty() && !is_scene(rule.scene))
    faults.at(node["scene"], "unknown scene `" + rule.scene + "`", "use a claim type or manual");
  if (!rule.extends.empty() && rule.extends != "base" && !is_scene(rule.extends))
    faults.at(node["extends"], "unknown scene `" + rule.extends + "`", "use a claim type or base");
  if (!rule.extends.empty() && rule.extends == rule.scene)
    faults.at(node["extends"], "impossible condition: a list cannot extend itself", "name another scene");
  if (!rule.scene.empty() && rule.effect != Rule::Effect::materials)
    faults.at(node, "rule `" + rule.id + "` has a scene but no list of papers", "write requires: or take scene: away");
  if (rule.effect == Rule::Effect::exempt && rule.exempts.empty())
    faults.at(node, "rule `" + rule.id + "` exempts from nothing", "write exempts: [rule ids]");
  if (rule.effect == Rule::Effect::finding && !rule.when)
    faults.at(node, "rule `" + rule.id + "` has no condition: it would fire on every claim", "write when:, or effect: duty");
  if (!rule.question.empty() && !rule.when)
    faults.at(node, "rule `" + rule.id + "` has a question but no condition", "write when: or take question: away");
}

}  // namespace

Rule read_rule(const YAML::Node& node, const Pack& pack, Faults& faults) {
  Rule rule;
  rule.file = faults.file();
  rule.line = node.Mark().line + 1;
  if (!keys_known(node,
                  {"id",       "scene",    "extends",  "inherits", "when",      "requires",   "severity",       "effect",
                   "message",  "cure",     "citation", "origin",   "authority", "confidence", "effective_from", "effective_to",
                   "conflict", "question", "exempts",  "overrides"},
                  "a rule", faults))
    return rule;
  rule.id = text_of(node, "id", faults);
  rule.scene = text_of(node, "scene", faults);
  rule.extends = text_of(node, "extends", faults);
  rule.inherits = text_of(node, "inherits", faults) == "true";
  rule.message = text_of(node, "message", faults);
  rule.cure = text_of(node, "cure", faults);
  rule.citation = text_of(node, "citation", faults);
  rule.origin = text_of(node, "origin", faults);
  rule.authority = node["authority"] ? text_of(node, "authority", faults) : pack.authority;
  rule.confidence = text_of(node, "confidence", faults);
  rule.conflict = text_of(node, "conflict", faults);
  rule.question = text_of(node, "question", faults);
  rule.exempts = words_of(node, "exempts", faults);
  rule.overrides = words_of(node, "overrides", faults);
  if (node["when"]) rule.when = read_when(node["when"], faults);
  if (const auto needs = node["requires"]) {
    if (!needs.IsSequence() || needs.size() == 0)
      faults.at(needs, "`requires` is not a list", "write one `- {any: [kind], title: …}` a line");
    else
      for (const auto& need : needs) rule.needs.push_back(read_requirement(need, faults));
  }
  read_effect(node, rule, faults);
  read_dates(node, rule, faults);
  check_words(node, rule, faults);
  check_shape(node, rule, faults);
  const bool papers = rule.effect == Rule::Effect::materials;
  check_blanks(node, "message", papers, faults);
  check_blanks(node, "cure", papers, faults);
  check_blanks(node, "question", false, faults);
  return rule;
}

}  // namespace claimpack::check
