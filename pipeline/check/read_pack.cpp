#include <algorithm>
#include <set>

#include "check/fact_words.hpp"
#include "check/rule_file.hpp"
#include "check/vocabulary.hpp"

namespace claimpack::check {

namespace {

void read_weights(const YAML::Node& node, Pack& pack, Faults& faults) {
  if (!node.IsMap()) return faults.at(node, "`checks` is not a mapping", "write x.filing.late: note");
  for (const auto& entry : node) {
    const auto id = entry.first.Scalar();
    if (!known_checks().count(id)) faults.at(entry.first, "unknown check `" + id + "`", "use an id of checks.yaml");
    core::Severity severity = core::Severity::review;
    if (severity_of(entry.second, severity, faults)) pack.check_severity[id] = severity;
  }
}

// What holds in the region (E6, E12, E13): facts `region.<name>`, read by rules of its layers.
void read_region_facts(const YAML::Node& node, Pack& pack, Faults& faults) {
  if (!node.IsMap()) return faults.at(node, "`facts` is not a mapping", "write filing_form_required: true");
  for (const auto& entry : node) {
    const auto name = entry.first.Scalar();
    if (!is_fact("region." + name))
      faults.at(entry.first, "unknown region fact `" + name + "`", "see the facts region.* of the guide");
    if (!entry.second.IsScalar() || (entry.second.Scalar() != "true" && entry.second.Scalar() != "false"))
      faults.at(entry.second, "a region fact is true or false", "write " + name + ": true");
    else pack.facts[name] = entry.second.Scalar();
  }
}

void read_messages(const YAML::Node& node, const std::vector<std::string>& variants, CheckSpec& spec, Faults& faults) {
  const auto messages = node["messages"];
  if (!messages || !messages.IsMap())
    return faults.at(node, "check `" + spec.id + "` has no messages", "write messages: with one line a variant");
  for (const auto& entry : messages) {
    const auto variant = entry.first.Scalar();
    if (std::find(variants.begin(), variants.end(), variant) == variants.end())
      faults.at(entry.first, "unknown variant `" + variant + "` of check `" + spec.id + "`", "take it away");
    spec.messages[variant] = entry.second.IsScalar() ? entry.second.Scalar() : std::string();
  }
  for (const auto& variant : variants)
    if (spec.messages[variant].empty())
      faults.at(messages, "check `" + spec.id + "` has no message for `" + variant + "`", "write the sentence, in Chinese");
}

// What stands in braces in the sentences of a check is filled by code: a name that it never gives would be shown as it stands.
void check_blanks(const YAML::Node& node, const CheckSpec& spec, Faults& faults) {
  const auto look = [&](const YAML::Node& at, const std::string& sentence, const std::vector<std::string>& known) {
    bool closed = true;
    std::string list;
    for (const auto& name : known) list += (list.empty() ? "{" : ", {") + name + "}";
    for (const auto& name : blanks_in(sentence, closed))
      if (std::find(known.begin(), known.end(), name) == known.end())
        faults.at(at, "`{" + name + "}` in check `" + spec.id + "` is nothing that can be filled in",
                  known.empty() ? "this check fills in nothing" : "this check knows " + list);
    if (!closed) faults.at(at, "a brace in check `" + spec.id + "` is not closed", "write {name} with both braces");
  };
  std::vector<std::string> any;
  for (const auto& [variant, sentence] : spec.messages) {
    const auto* known = blanks_of_check(spec.id, variant);
    if (!known) return;
    any.insert(any.end(), known->begin(), known->end());
    look(node["messages"][variant] ? node["messages"][variant] : node, sentence, *known);
  }
  if (node["cure"]) look(node["cure"], spec.cure, any);
}

CheckSpec read_check(const YAML::Node& node, Faults& faults) {
  CheckSpec spec;
  if (!keys_known(node, {"id", "title", "citation", "origin", "severity", "doubtful", "messages", "severities", "cure"},
                  "a check", faults))
    return spec;
  spec.id = text_of(node, "id", faults);
  spec.title = text_of(node, "title", faults);
  spec.citation = text_of(node, "citation", faults);
  spec.origin = text_of(node, "origin", faults);
  spec.cure = text_of(node, "cure", faults);
  if (spec.citation.empty()) faults.at(node, "check `" + spec.id + "` has no citation", "quote what the check rests on");
  if (spec.title.empty()) faults.at(node, "check `" + spec.id + "` has no title", "write what must hold");
  if (node["severity"]) severity_of(node["severity"], spec.severity, faults);
  else faults.at(node, "check `" + spec.id + "` has no severity", "write severity: review");
  spec.doubtful = std::min(spec.severity, core::Severity::review);
  if (node["doubtful"]) severity_of(node["doubtful"], spec.doubtful, faults);
  const auto known = known_checks().find(spec.id);
  if (known == known_checks().end()) {
    faults.at(node, "unknown check `" + spec.id + "`", "a cross check needs code behind it");
    return spec;
  }
  read_messages(node, known->second, spec, faults);
  check_blanks(node, spec, faults);
  if (const auto weights = node["severities"])
    for (const auto& entry : weights) {
      if (!spec.messages.count(entry.first.Scalar()))
        faults.at(entry.first, "unknown variant `" + entry.first.Scalar() + "`", "use a variant of messages");
      severity_of(entry.second, spec.variants[entry.first.Scalar()], faults);
    }
  return spec;
}

void read_parameters(const YAML::Node& node, Parameters& parameters, Faults& faults) {
  auto keys = known_numbers();
  keys.insert(keys.end(), known_word_lists().begin(), known_word_lists().end());
  keys.push_back("kind_titles");
  if (!keys_known(node, {keys.begin(), keys.end()}, "parameters", faults)) return;
  for (const auto& name : known_numbers()) {
    try {
      parameters.numbers[name] = node[name].as<double>();
    } catch (const YAML::Exception&) {
      faults.at(node, "parameter `" + name + "` is missing or no number", "write " + name + ": 1");
    }
  }
  for (const auto& name : known_word_lists()) {
    parameters.words[name] = words_of(node, name.c_str(), faults);
    if (!node[name]) faults.at(node, "parameter `" + name + "` is missing", "write " + name + ": []");
  }
  for (const auto& kind : all_kinds()) {
    const auto title = node["kind_titles"] ? node["kind_titles"][kind] : YAML::Node();
    if (title && title.IsScalar()) parameters.kind_titles[kind] = title.Scalar();
    else faults.at(node, "kind_titles has no `" + kind + "`", "write its Chinese name");
  }
}

}  // namespace

Pack read_pack(const YAML::Node& root, Faults& faults) {
  Pack pack;
  if (!keys_known(root, {"region", "title", "adcode", "parent", "authority", "names", "checks", "facts", "rules"}, "a pack",
                  faults))
    return pack;
  pack.file = faults.file();
  pack.id = text_of(root, "region", faults);
  pack.title = text_of(root, "title", faults);
  pack.adcode = text_of(root, "adcode", faults);
  pack.parent = text_of(root, "parent", faults);
  pack.authority = text_of(root, "authority", faults);
  pack.names = words_of(root, "names", faults);
  if (pack.id.empty()) faults.at(root, "the pack names no region", "write region: xiamen");
  if (pack.title.empty()) faults.at(root, "the pack has no title", "write title: 厦门市");
  if (pack.adcode.size() != 6 || pack.adcode.find_first_not_of("0123456789") != std::string::npos)
    faults.at(root, "`adcode` is not six digits", "write adcode: \"350200\"");
  if (pack.parent.empty() && pack.id != "national") faults.at(root, "the pack has no parent", "write parent: national");
  if (root["checks"]) read_weights(root["checks"], pack, faults);
  if (root["facts"]) read_region_facts(root["facts"], pack, faults);
  const auto rules = root["rules"];
  if (!rules || !rules.IsSequence()) {
    faults.at(root, "the pack has no list of rules", "write rules: and one `- id: …` a rule");
    return pack;
  }
  for (const auto& rule : rules) pack.rules.push_back(read_rule(rule, pack, faults));
  return pack;
}

void read_checks(const YAML::Node& root, Rules& rules, Faults& faults) {
  if (!keys_known(root, {"parameters", "checks"}, "checks.yaml", faults)) return;
  read_parameters(root["parameters"] ? root["parameters"] : YAML::Node(YAML::NodeType::Map), rules.parameters, faults);
  if (!root["checks"] || !root["checks"].IsSequence()) return faults.at(root, "no list of checks", "write checks:");
  for (const auto& node : root["checks"]) {
    auto spec = read_check(node, faults);
    if (rules.checks.count(spec.id)) faults.at(node, "check `" + spec.id + "` stands twice", "keep one of them");
    rules.checks[spec.id] = std::move(spec);
  }
  for (const auto& [id, variants] : known_checks())
    if (!rules.checks.count(id)) faults.at(root["checks"], "check `" + id + "` is missing", "restore its entry");
}

namespace {

// "x.filing.covers", or one of its messages: "x.filing.covers:none".
bool is_check_or_variant(const std::string& target) {
  const auto colon = target.find(':');
  const auto known = known_checks().find(target.substr(0, colon));
  if (known == known_checks().end() || colon == std::string::npos) return known != known_checks().end();
  return std::find(known->second.begin(), known->second.end(), target.substr(colon + 1)) != known->second.end();
}

}  // namespace

void verify(const Rules& rules, std::vector<core::Error>& all) {
  std::map<std::string, std::string> places;
  for (const auto& [id, pack] : rules.packs)
    for (const auto& rule : pack.rules) {
      Faults faults(all, rule.file);
      const auto place = rule.file + ":" + std::to_string(rule.line);
      const auto [entry, fresh] = places.emplace(rule.id, place);
      if (!fresh && !rule.id.empty())
        faults.at_line(rule.line, "rule `" + rule.id + "` stands already in `" + entry->second + "`", "rename one of them");
    }
  for (const auto& [id, pack] : rules.packs) {
    Faults faults(all, pack.file);
    std::set<std::string> seen{id};
    for (const auto* layer = &pack; layer && !layer->parent.empty();) {
      const auto* parent = rules.pack(layer->parent);
      if (!parent) faults.at_line(1, "unknown parent `" + layer->parent + "`", "name a pack of this folder");
      if (parent && !seen.insert(parent->id).second) {
        faults.at_line(1, "the parents of `" + id + "` run in a circle", "end the chain at national");
        break;
      }
      layer = parent;
    }
    for (const auto& rule : pack.rules)
      for (const auto* list : {&rule.exempts, &rule.overrides})
        for (const auto& target : *list)
          if ((target.empty() || target.back() != '*') && !places.count(target) && !is_check_or_variant(target))
            Faults(all, rule.file)
                .at_line(rule.line, "rule `" + rule.id + "` names an unknown rule `" + target + "`", "check the id");
  }
}

}  // namespace claimpack::check
