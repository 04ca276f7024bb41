#include "check/made_claims.hpp"

#include <algorithm>

#include "check/fact_groups.hpp"
#include "check/vocabulary.hpp"
#include "core/identifiers.hpp"
#include "core/text.hpp"

namespace claimpack::check {

namespace {

using Words = MadeClaims::Words;

void read_words(const YAML::Node& node, Words& words, Faults& faults) {
  if (!node || !node.IsMap()) return faults.at_line(1, "bases.yaml has no `words`", "write words: {name: 江小渝, place: 上海市}");
  for (const auto& entry : node) words[entry.first.Scalar()] = entry.second.IsScalar() ? entry.second.Scalar() : "";
  for (const char* name : {"name", "id_number", "place", "year", "hospital"})
    if (words[name].empty()) faults.at(node, std::string("`words` has no `") + name + "`", "name it");
}

// A surely read value with a place on the page, unless the case says otherwise.
core::Field sure_field(double confidence) {
  core::Field field;
  field.confidence = confidence;
  field.accepted = confidence >= 0.95;
  field.box = {10, 10, 100, 20};
  return field;
}

}  // namespace

std::string filled(std::string text, const Words& words) {
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open)) {
    const auto close = text.find('}', open);
    if (close == std::string::npos) break;
    const auto word = words.find(text.substr(open + 1, close - open - 1));
    if (word == words.end()) {
      open = close;
      continue;
    }
    text.replace(open, close - open + 1, word->second);
  }
  return text;
}

core::Field made_field(const YAML::Node& value, const Words& words, Faults& faults) {
  if (value.IsMap()) {
    keys_known(value, {"value", "confidence"}, "a value", faults);
    double confidence = 0;
    try {
      confidence = value["confidence"].as<double>(1.0);
    } catch (const YAML::Exception&) { faults.at(value, "`confidence` is no number", "write 0.9"); }
    auto field = made_field(value["value"] ? value["value"] : YAML::Node(""), words, faults);
    field.confidence = confidence;
    field.accepted = confidence >= 0.95;
    return field;
  }
  auto field = sure_field(1.0);
  if (value.IsSequence()) {
    field.is_list = true;
    for (const auto& each : value) field.list.push_back(filled(each.Scalar(), words));
  } else if (value.Scalar() == "true" || value.Scalar() == "false") {
    field.flag = value.Scalar() == "true";
  } else {
    field.value = field.text = filled(value.Scalar(), words);
  }
  return field;
}

MadeClaims::MadeClaims(const YAML::Node& root, Faults& faults) {
  if (!keys_known(root, {"words", "papers", "bases"}, "bases.yaml", faults)) return;
  read_words(root["words"], words_, faults);
  papers_ = root["papers"] ? root["papers"] : YAML::Node(YAML::NodeType::Map);
  for (const auto& entry : papers_) {
    const auto kind = entry.first.Scalar();
    if (!is_kind(kind)) faults.at(entry.first, "unknown kind `" + kind + "`", "use a kind of the field list");
    if (!keys_known(entry.second, {"fields", "may", "rows", "seals", "signed", "text"}, "a paper", faults)) continue;
    auto& names = fields_[kind];
    names = words_of(entry.second, "may", faults);
    if (const auto fields = entry.second["fields"])
      for (const auto& field : fields) names.push_back(field.first.Scalar());
  }
  if (!root["bases"] || !root["bases"].IsMap()) {
    faults.at(root, "bases.yaml has no `bases`", "write bases: {inpatient: …}");
    return;
  }
  for (const auto& entry : root["bases"]) {
    keys_known(entry.second, {"papers", "also", "set", "intake", "intake_of"}, "a base", faults);
    bases_.emplace(entry.first.Scalar(), entry.second);
  }
}

std::string MadeClaims::known_bases() const {
  std::string names;
  for (const auto& [name, base] : bases_) names += (names.empty() ? "" : ", ") + name;
  return names;
}

bool MadeClaims::has_field(const std::string& kind, const std::string& field) const {
  const auto names = fields_.find(kind);
  return names != fields_.end() && std::find(names->second.begin(), names->second.end(), field) != names->second.end();
}

Words MadeClaims::words_for(const std::string& place, const std::string& year, const Rules& rules) const {
  auto words = words_;
  if (!place.empty()) words["place"] = place;
  if (!year.empty()) words["year"] = year;
  words["province"] = province_of(words["place"], rules);
  words["yy"] = words["year"].substr(words["year"].size() < 2 ? 0 : words["year"].size() - 2);
  words["hospital"] = filled(words["hospital"], words);
  return words;
}

core::Document MadeClaims::paper(const std::string& kind, const Words& words, Faults& faults) const {
  core::Document made;
  made.kind = kind;
  made.confidence = 1;
  const auto node = papers_[kind];
  if (!node) {
    faults.at_line(1, "bases.yaml has no paper `" + kind + "`", "describe it there under papers:");
    return made;
  }
  if (node["fields"])
    for (const auto& field : node["fields"]) made.fields[field.first.Scalar()] = made_field(field.second, words, faults);
  if (node["rows"])
    for (const auto& cells : node["rows"]) {
      core::Row row;
      for (const auto& cell : cells) row[cell.first.Scalar()] = made_field(cell.second, words, faults);
      made.items.push_back(std::move(row));
    }
  for (const auto& text : words_of(node, "seals", faults)) made.seals.push_back({0, {}, filled(text, words), "red"});
  if (text_of(node, "signed", faults) == "true") made.signatures.push_back({0, {5, 5, 60, 20}, "", "blue"});
  made.all_text = filled(text_of(node, "text", faults), words);
  return made;
}

void put_on_page(Case& the_case, core::Document document) {
  const int page = static_cast<int>(the_case.pages.size());
  PageFacts facts;
  facts.origin = {"scan_" + std::to_string(page + 1) + ".jpg", 1};
  facts.width = 1654, facts.height = 2339;
  the_case.pages.push_back(std::move(facts));
  document.pages.push_back({page, {}});
  for (auto& [name, field] : document.fields) field.page = page;
  for (auto& row : document.items)
    for (auto& [name, field] : row) field.page = page;
  the_case.documents.push_back(std::move(document));
}

Case MadeClaims::make(const std::string& base, const std::string& region, const Words& words, Faults& faults) const {
  Case made;
  made.region = made.intake.region = region;
  made.intake.claimant_name = words.at("name");
  made.intake.claimant_id_number = words.at("id_number");
  made.intake.treatment_region = words.at("place");
  made.intake.hospital.name = words.at("hospital");
  const auto& node = bases_.at(base);
  if (const auto other = bases_.find(text_of(node, "intake_of", faults)); other != bases_.end() && other->second["intake"])
    read_case_intake(other->second["intake"], words, made.intake, faults);
  if (node["intake"]) read_case_intake(node["intake"], words, made.intake, faults);
  auto kinds = words_of(node, "papers", faults);
  if (const auto also = node["also"]; also && also[region])
    for (const auto& kind : words_of(also, region.c_str(), faults)) kinds.push_back(kind);
  for (const auto& kind : kinds) put_on_page(made, paper(kind, words, faults));
  if (const auto changes = node["set"])
    for (const auto& entry : changes) {
      const auto key = entry.first.Scalar();
      const auto dot = key.find('.');
      for (auto& document : made.documents)
        if (document.kind == key.substr(0, dot) && dot != std::string::npos)
          document.fields[key.substr(dot + 1)] = made_field(entry.second, words, faults);
    }
  return made;
}

}  // namespace claimpack::check
