// Rules without a claim: lists of them, one of them whole, what a region asks for on a day.
#include <algorithm>
#include <set>

#include "check/condition_words.hpp"
#include "check/engine.hpp"
#include "check/fact_words.hpp"
#include "check/vocabulary.hpp"

namespace claimpack::check {

namespace {

RuleLine line_of(const Rule& rule, const std::string& pack) {
  return {rule.id,           pack,         effect_of(rule), rule.origin,   rule.confidence, rule.effective_from,
          rule.effective_to, rule.message, rule.citation,   rule.conflict, rule.file,       rule.line};
}

core::Result<const Pack*> pack_named(const Rules& rules, const std::string& region) {
  const auto id = region_id(rules, region);
  if (!id) return id.error();
  return rules.pack(id.value());
}

std::string days_of(const std::string& from, const std::string& to, bool english) {
  if (from.empty() && to.empty()) return {};
  return (from.empty() ? (english ? "…" : "此前") : from) + " – " + (to.empty() ? (english ? "…" : "至今") : to);
}

}  // namespace

core::Result<std::vector<RuleLine>> rule_lines(const Rules& rules, const std::string& region, const std::string& day) {
  std::vector<RuleLine> lines;
  if (region.empty()) {
    for (const auto& [id, pack] : rules.packs)
      for (const auto& [rule, layer] : rules_in_force({&pack}, day).entries) lines.push_back(line_of(*rule, id));
    if (!day.empty()) return lines;
    lines.clear();
    for (const auto& [id, pack] : rules.packs)
      for (const auto& rule : pack.rules) lines.push_back(line_of(rule, id));
    return lines;
  }
  const auto pack = pack_named(rules, region);
  if (!pack) return pack.error();
  const auto layers = rules.layers(pack.value()->id);
  if (day.empty()) {
    for (const auto* layer : layers)
      for (const auto& rule : layer->rules) lines.push_back(line_of(rule, layer->id));
    return lines;
  }
  for (const auto& [rule, layer] : rules_in_force(layers, day).entries) lines.push_back(line_of(*rule, layer->id));
  return lines;
}

// ---- one rule, whole

namespace {

class Teller {
 public:
  Teller(const Rules& rules, bool english) : rules_(rules), english_(english) {}

  std::string rule(const Rule& rule, const Pack& pack) {
    head(rule.id, rule.file, rule.line);
    add("规则文件", "pack", pack.title + "（" + pack.id + "）");
    add("效力", "effect", effect_of(rule));
    if (!rule.scene.empty())
      add("申请类型", "claim type",
          rule.scene == "manual" ? say("任何类型", "any") : title_of_value("claim_type", rule.scene, english_));
    add("有效期", "in force", days_of(rule.effective_from, rule.effective_to, english_));
    add("用语", "message", rule.message);
    add("补正办法", "cure", rule.cure);
    add("须查明", "question", rule.question);
    add("依据", "citation", rule.citation);
    add("来源", "origin", rule.origin + (rule.confidence.empty() ? "" : " " + rule.confidence) + " · " + rule.authority);
    add("说法不一", "conflict", rule.conflict);
    if (rule.when) condition("条件", "when", *rule.when);
    needs(rule);
    names("免除", "exempts", rule.exempts);
    names("替代", "overrides", rule.overrides);
    names("被免除于", "exempted by", aiming(rule.id, &Rule::exempts));
    names("被替代于", "overridden by", aiming(rule.id, &Rule::overrides));
    return text_;
  }

  std::string check(const CheckSpec& spec) {
    text_ = spec.id + "  checks.yaml\n";
    add("核对", "checks", spec.title);
    add("轻重", "severity",
        std::string(core::name_of(spec.severity)) + say("；读数没有把握时 ", "; of a doubtful reading ") +
            core::name_of(spec.doubtful));
    add("依据", "citation", spec.citation);
    add("补正办法", "cure", spec.cure);
    for (const auto& [variant, message] : spec.messages) {
      const auto own = spec.variants.find(variant);
      text_ += "  " + say("用语 ", "message ") + variant +
               (own == spec.variants.end() ? "" : std::string(" (") + core::name_of(own->second) + ")") + say("：", ": ") +
               message + "\n";
    }
    for (const auto& [id, pack] : rules_.packs)
      if (const auto own = pack.check_severity.find(spec.id); own != pack.check_severity.end())
        text_ += "  " + pack.title + say("：", ": ") + core::name_of(own->second) + "\n";
    names("被免除于", "exempted by", aiming(spec.id, &Rule::exempts));
    return text_;
  }

 private:
  std::string say(const char* zh, const char* en) const { return english_ ? en : zh; }

  void head(const std::string& id, const std::string& file, int line) {
    text_ = id + "  " + file + ":" + std::to_string(line) + "\n";
  }

  void add(const char* zh, const char* en, const std::string& value) {
    if (!value.empty()) text_ += "  " + say(zh, en) + say("：", ": ") + value + "\n";
  }

  void condition(const char* zh, const char* en, const Condition& when, int indent = 4) {
    text_ += std::string(static_cast<std::size_t>(indent - 2), ' ') + say(zh, en) + say("：", ":") + "\n";
    for (const auto& line : lines_of(when, nullptr, english_ ? Tongue::en : Tongue::zh))
      text_ += std::string(static_cast<std::size_t>(indent + 2 * line.depth), ' ') + line.text + "\n";
  }

  void needs(const Rule& rule) {
    if (rule.needs.empty()) return;
    text_ += "  " + say("材料：", "papers:") + "\n";
    for (const auto& need : rule.needs) {
      std::string kinds;
      for (const auto& kind : need.kinds) kinds += (kinds.empty() ? "" : " | ") + kind;
      text_ += "    " + need.title + (need.copy.empty() ? "" : " · " + need.copy) +
               (need.at_least > 1 ? " ×" + std::to_string(need.at_least) : "") + "（" + kinds + "）\n";
      if (need.when) condition("条件", "when", *need.when, 8);
    }
  }

  void names(const char* zh, const char* en, const std::vector<std::string>& ids) {
    std::string list;
    for (const auto& id : ids) list += (list.empty() ? "" : say("、", ", ")) + id;
    add(zh, en, list);
  }

  std::vector<std::string> aiming(const std::string& id, std::vector<std::string> Rule::*targets) const {
    std::vector<std::string> found;
    for (const auto& [name, pack] : rules_.packs)
      for (const auto& rule : pack.rules)
        for (const auto& target : rule.*targets)
          if (rule.id != id && matches_id(target, id) && (found.empty() || found.back() != rule.id)) found.push_back(rule.id);
    return found;
  }

  const Rules& rules_;
  bool english_;
  std::string text_;
};

}  // namespace

core::Result<std::string> rule_told(const Rules& rules, const std::string& id, Tongue tongue) {
  Teller teller(rules, tongue == Tongue::en);
  std::vector<std::string> known;
  for (const auto& [name, pack] : rules.packs)
    for (const auto& rule : pack.rules) {
      if (rule.id == id) return teller.rule(rule, pack);
      known.push_back(rule.id);
    }
  if (const auto found = rules.checks.find(id); found != rules.checks.end()) return teller.check(found->second);
  for (const auto& [name, spec] : rules.checks) known.push_back(name);
  const auto near = nearest_word(id, known);
  return core::Error{core::ErrorCode::bad_input, "There is no rule `" + id + "`", "",
                     near.empty() ? "claimpack rules list names them all" : "Did you mean " + near + "?"};
}

// ---- what a region asks for

namespace {

std::string condition_in_brackets(const Condition& when, const Facts& facts, Tongue tongue) {
  std::string text;
  for (const auto& line : lines_of(when, &facts, tongue)) {
    const bool joint = line.text.ends_with("：") || line.text.ends_with(":");
    if (line.met != '?') continue;
    text += (text.empty() || text.ends_with("：") || text.ends_with(":") ? ""
             : tongue == Tongue::en                                      ? "; "
                                                                         : "；") +
            (joint && line.depth == 0 ? std::string() : line.text);
  }
  return text.empty() ? text : tongue == Tongue::en ? " (" + text + ")" : "（" + text + "）";
}

std::vector<std::string> papers_of(const RuleBook& book, const std::string& scene, Tongue tongue) {
  const std::string stay = scene == "inpatient" || scene == "maternity" ? "inpatient" : "outpatient";
  Facts facts{{"claim_type", scene}};
  if (scene != "maternity") facts["stay"] = stay;
  std::vector<std::string> lines;
  std::set<std::string> asked;
  for (const auto* rule : lists_in_order(book, scene, stay, facts)) {
    const Truth truth = rule->when ? holds(*rule->when, facts) : Truth::yes;
    if (truth == Truth::no) continue;
    for (const auto& need : rule->needs) {
      const Truth need_truth = need.when ? holds(*need.when, facts) : Truth::yes;
      if (need_truth == Truth::no || asked.count(need.name)) continue;
      if (truth == Truth::yes && need_truth == Truth::yes) asked.insert(need.name);
      lines.push_back(need.title + (need.copy.empty() ? "" : " · " + need.copy) +
                      (rule->when ? condition_in_brackets(*rule->when, facts, tongue) : "") +
                      (need.when ? condition_in_brackets(*need.when, facts, tongue) : "") + " [" + rule->id + "]");
    }
  }
  return lines;
}

}  // namespace

core::Result<RegionTable> region_table(const Rules& rules, const std::string& region, const std::string& day, Tongue tongue) {
  const auto pack = pack_named(rules, region);
  if (!pack) return pack.error();
  RegionTable table;
  table.region = pack.value()->id, table.title = pack.value()->title, table.day = day;
  const auto plain = rules_in_force(rules.layers(table.region), day);
  for (const auto& scene : values_of_fact("claim_type"))
    table.papers[scene] = papers_of(rules_in_force(layers_for(rules, pack.value(), scene), day), scene, tongue);
  for (const auto& [rule, layer] : plain.entries)
    if (rule->effect != Rule::Effect::materials) table.rules[rule->id] = effect_of(*rule) + " " + rule->message;
  for (const auto& [id, spec] : rules.checks) {
    auto weight = spec.severity;
    for (const auto* layer : rules.layers(table.region))
      if (const auto own = layer->check_severity.find(id); own != layer->check_severity.end()) {
        weight = own->second;
        break;
      }
    table.weights[id] = core::name_of(weight);
  }
  return table;
}

}  // namespace claimpack::check
