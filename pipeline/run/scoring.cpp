#include "run/scoring.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>

#include "core/text.hpp"
#include "run/assignment.hpp"
#include "run/normal_forms.hpp"

namespace claimpack::run {

namespace {

using json = nlohmann::json;
using PageName = std::pair<std::string, int>;
using PageSet = std::set<PageName>;

PageName page_name(const json& page) {
  return {std::filesystem::path(page.at("file").get<std::string>()).filename().string(), page.value("page", 1)};
}

PageSet pages_of(const json& document, const PageSet& without) {
  PageSet pages;
  for (const auto& page : document.value("pages", json::array()))
    if (const PageName name = page_name(page); !without.count(name)) pages.insert(name);
  return pages;
}

struct PageTruth {
  std::string kind, level;
  bool blank = false;
};

// Truth and prediction of one claim, with documents matched.
struct Pairing {
  std::map<PageName, PageTruth> pages;
  PageSet blank;
  std::vector<json> true_documents, documents;
  std::vector<PageSet> true_sets, sets;
  std::map<int, int> match;  // true document -> document
};

void score_pages(const json& prediction, const Pairing& pairing, Score& score) {
  std::map<PageName, std::string> got;
  for (const auto& document : prediction.value("documents", json::array()))
    for (const auto& page : pages_of(document, {})) got.emplace(page, document.value("kind", ""));
  for (const auto& [page, truth] : pairing.pages) {
    const auto found = got.find(page);
    const std::string said = found == got.end() ? "" : found->second;
    if (truth.blank) {
      score.blank_pages.add(said.empty() || said == "blank" || said == "other");
      continue;
    }
    score.page_kind.add(said == truth.kind);
    score.page_kind_by_level[truth.level].add(said == truth.kind);
    if (said != truth.kind) ++score.confusions[{truth.kind, said}];
  }
}

std::set<std::pair<PageName, PageName>> page_pairs(const std::vector<PageSet>& sets) {
  std::set<std::pair<PageName, PageName>> pairs;
  for (const auto& set : sets)
    for (const auto& a : set)
      for (const auto& b : set)
        if (a < b) pairs.emplace(a, b);
  return pairs;
}

void score_splitting(const Pairing& pairing, Score& score) {
  std::multiset<PageSet> left(pairing.sets.begin(), pairing.sets.end());
  int hit = 0;
  for (const auto& set : pairing.true_sets)
    if (const auto found = left.find(set); !set.empty() && found != left.end()) ++hit, left.erase(found);
  score.splitting.add(hit, int(pairing.sets.size()) - hit, int(pairing.true_sets.size()) - hit);
  const auto wanted = page_pairs(pairing.true_sets), said = page_pairs(pairing.sets);
  const int both = int(std::count_if(said.begin(), said.end(), [&](const auto& pair) { return wanted.count(pair) > 0; }));
  score.page_pairs.add(both, int(said.size()) - both, int(wanted.size()) - both);
}

std::map<int, int> match_documents(const Pairing& pairing) {
  std::vector<std::vector<double>> weight;
  for (std::size_t i = 0; i < pairing.true_documents.size(); ++i) {
    weight.emplace_back();
    for (std::size_t j = 0; j < pairing.documents.size(); ++j) {
      const PageSet &a = pairing.true_sets[i], &b = pairing.sets[j];
      const int common = int(std::count_if(a.begin(), a.end(), [&](const auto& page) { return b.count(page) > 0; }));
      const bool same_kind = pairing.true_documents[i].at("kind") == pairing.documents[j].value("kind", "");
      const double jaccard = common ? double(common) / double(a.size() + b.size() - std::size_t(common)) : 0;
      weight.back().push_back(common ? jaccard + 0.4 * same_kind : same_kind && b.empty() ? 0.3 : 0);
    }
  }
  std::map<int, int> match;
  for (const auto& [i, j] : assign(weight)) match[i] = j;
  return match;
}

std::string level_of(const json& document, const Pairing& pairing) {
  std::set<std::string> levels;
  for (const auto& page : document.at("pages"))
    if (const auto found = pairing.pages.find(page_name(page)); found != pairing.pages.end()) levels.insert(found->second.level);
  return levels.size() == 1 ? *levels.begin() : "several";
}

// What a value adds to the counts: right, wrong, missed.
struct Mark {
  int right = 0, wrong = 0, missed = 0;
  void onto(Counts& counts) const { counts.add(right, wrong, missed); }
};

Mark mark_of(bool wanted, bool said, bool same) {
  if (!said) return {0, 0, 1};
  if (!wanted) return {0, 1, 0};
  return same ? Mark{1, 0, 0} : Mark{0, 1, 1};
}

bool accepted_of(const json& field) { return field.is_object() && field.value("accepted", false); }

void score_fields(const json& truth, const json& said_document, const std::string& level, Score& score) {
  const std::string kind = truth.at("kind");
  const json none = json::object();
  const json& wanted_fields = truth.contains("fields") ? truth.at("fields") : none;
  const json& said_fields = said_document.contains("fields") ? said_document.at("fields") : none;
  const json ignored = truth.value("ignore_fields", json::array());
  for (const auto& name : scored_fields(kind)) {
    if (std::find(ignored.begin(), ignored.end(), name) != ignored.end()) continue;
    const FieldValue wanted = field_value(wanted_fields.value(name, json())), said = field_value(said_fields.value(name, json()));
    if (wanted.empty() && said.empty()) continue;
    const bool both = !wanted.empty() && !said.empty();
    const Mark exact =
        mark_of(!wanted.empty(), !said.empty(), both && exact_form(name, wanted.value) == exact_form(name, said.value));
    const Mark lenient =
        mark_of(!wanted.empty(), !said.empty(), both && lenient_form(name, wanted.value) == lenient_form(name, said.value));
    for (Counts* counts :
         {&score.fields, &score.fields_by_kind[kind], &score.fields_by_level[level], &score.fields_by_name[kind + "." + name]})
      exact.onto(*counts);
    for (Counts* counts : {&score.fields_lenient, &score.lenient_by_kind[kind], &score.lenient_by_level[level]})
      lenient.onto(*counts);
    if (!said.empty())
      score.said.push_back({said.confidence, accepted_of(said_fields.at(name)), exact.right > 0, name, said_fields.at(name)});
    if (is_long_text(name) && !wanted.empty()) {
      const auto a = core::to_u32(bare_text(exact_form(name, wanted.value))),
                 b = core::to_u32(bare_text(exact_form(name, said.value)));
      score.text_errors += core::edit_distance(a, b), score.text_characters += static_cast<long long>(a.size());
    }
  }
}

struct ScoredRow {
  const json* item = nullptr;                // as claim.json has it
  std::map<std::string, std::string> cells;  // exact forms
  std::set<std::u32string> name_pairs;       // pairs of characters of the name
  bool named = false;
};

ScoredRow row_of(const json& row, const std::vector<std::string>& columns) {
  ScoredRow out;
  out.item = &row;
  for (const auto& column : columns) {
    if (!row.contains(column)) continue;
    const FieldValue cell = field_value(row.at(column));
    if (!cell.empty()) out.cells[column] = exact_form(column, cell.value);
  }
  out.named = out.cells.count("name") > 0;
  const auto name = core::to_u32(out.named ? bare_text(out.cells.at("name")) : "");
  for (std::size_t i = 0; i + 1 < name.size(); ++i) out.name_pairs.insert(name.substr(i, 2));
  if (out.name_pairs.empty()) out.name_pairs.insert(name);
  return out;
}

std::vector<ScoredRow> rows_of(const json& document, const std::vector<std::string>& columns, bool drop_empty) {
  std::vector<ScoredRow> rows;
  if (!document.contains("items") || !document.at("items").is_array()) return rows;
  for (const auto& item : document.at("items")) {
    ScoredRow row = row_of(item, columns);
    if (!drop_empty || !row.cells.empty()) rows.push_back(std::move(row));
  }
  return rows;
}

// Most equal cells first, likeness of names and nearness in the list where those are equal.
std::vector<std::pair<int, int>> align_rows(const std::vector<ScoredRow>& wanted, const std::vector<ScoredRow>& said) {
  std::vector<std::vector<double>> weight;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    weight.emplace_back();
    for (std::size_t j = 0; j < said.size(); ++j) {
      int same = 0;
      for (const auto& [column, value] : wanted[i].cells)
        if (const auto found = said[j].cells.find(column); found != said[j].cells.end()) same += found->second == value;
      std::size_t common = 0;
      for (const auto& pair : wanted[i].name_pairs) common += said[j].name_pairs.count(pair);
      const double all = double(wanted[i].name_pairs.size() + said[j].name_pairs.size() - common);
      const double value = same + (said[j].named ? 0.5 * double(common) / std::max(1.0, all) : 0);
      const double distance = double(i > j ? i - j : j - i) / double(wanted.size() + said.size());
      weight.back().push_back(value > 0.3 ? value + 1e-4 * (1 - distance) : 0);
    }
  }
  return assign(weight);
}

void score_items(const json& truth, const json& said_document, const std::string& level, Score& score) {
  const std::string kind = truth.at("kind");
  const auto& columns = scored_columns(kind);
  if (columns.empty()) return;
  const auto wanted = rows_of(truth, columns, false), said = rows_of(said_document, columns, true);
  int right = 0, whole = 0, wanted_cells = 0, said_cells = 0;
  const auto pairs = align_rows(wanted, said);
  for (std::size_t b = 0; b < said.size(); ++b) {
    const auto pair = std::find_if(pairs.begin(), pairs.end(), [&](const auto& each) { return each.second == int(b); });
    for (const auto& [column, value] : said[b].cells) {
      const json& cell = said[b].item->at(column);
      bool same = false;
      if (pair != pairs.end()) {
        const auto& truth_cells = wanted[std::size_t(pair->first)].cells;
        const auto found = truth_cells.find(column);
        same = found != truth_cells.end() && found->second == value;
      }
      score.said_cells.push_back({field_value(cell).confidence, accepted_of(cell), same, column, cell});
    }
  }
  for (const auto& [a, b] : pairs) {
    for (const auto& [column, value] : wanted[std::size_t(a)].cells) {
      const auto found = said[std::size_t(b)].cells.find(column);
      const bool there = found != said[std::size_t(b)].cells.end(), same = there && found->second == value;
      right += same;
      score.cells_by_column[column].add(same, there && !same, !same);
    }
    whole += wanted[std::size_t(a)].cells == said[std::size_t(b)].cells;
  }
  for (const auto& row : wanted) wanted_cells += int(row.cells.size());
  for (const auto& row : said) said_cells += int(row.cells.size());
  for (Counts* counts : {&score.cells, &score.cells_by_kind[kind], &score.cells_by_level[level]})
    counts->add(right, said_cells - right, wanted_cells - right);
  score.rows.add(whole, int(said.size()) - whole, int(wanted.size()) - whole);
}

// A document that no true one matches: all that it says is wrong.
void score_stray(const json& document, Score& score) {
  const std::string kind = document.value("kind", "");
  const json fields = document.value("fields", json::object());
  for (const auto& name : scored_fields(kind)) {
    const FieldValue said = field_value(fields.value(name, json()));
    if (said.empty()) continue;
    for (Counts* counts : {&score.fields, &score.fields_lenient, &score.fields_by_kind[kind]}) counts->add(0, 1, 0);
    score.said.push_back({said.confidence, accepted_of(fields.at(name)), false, name, fields.at(name)});
  }
  int cells = 0;
  for (const auto& row : rows_of(document, scored_columns(kind), true)) cells += int(row.cells.size());
  score.cells.add(0, cells, 0);
}

const std::set<std::string>& problem_names() {
  static const std::set<std::string> names = {
      "name_mismatch", "invoice_list_total_mismatch", "amount_words_mismatch", "duplicate_bill_number", "date_outside_stay",
      "missing_seal",  "missing_signature",           "foreign_page",          "filing_expired",        "filing_late"};
  return names;
}

// The truth's name for a rule; nothing where it is not to be counted.
std::optional<std::string> mapped(const RuleMap& rules, const std::string& rule) {
  const auto name_in = [](const json& value) {
    return value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
  };
  if (rules.contains(rule)) return name_in(rules.at(rule));
  for (const auto& [pattern, value] : rules.items())
    if (fnmatch(pattern.c_str(), rule.c_str(), 0) == 0) return name_in(value);
  return rule;
}

// Referral and filing are asked for by one requirement.
std::string missing_name(const std::string& kind) {
  return "missing_document:" + (kind == "referral_form" ? "filing_form" : kind);
}

std::set<std::string> problems_found(const json& prediction, const RuleMap& rules, Score& score) {
  std::set<std::string> found;
  for (const auto& finding : prediction.value("findings", json::array())) {
    const auto name = mapped(rules, finding.value("rule", ""));
    if (!name) continue;
    if (problem_names().count(*name)) found.insert(*name);
    else ++score.other_rules[*name];
  }
  for (const auto& item : prediction.value("checklist", json::array())) {
    if (item.value("status", "") != "missing") continue;
    const json kinds = item.value("kinds", json::array());
    for (const auto& kind : kinds) found.insert(missing_name(kind));
    if (kinds.empty()) found.insert(missing_name(item.value("requirement", "")));
  }
  return found;
}

void score_problems(const json& truth, const json& prediction, const RuleMap& rules, Score& score) {
  if (!truth.contains("expected")) return;
  const json& expected = truth.at("expected");
  std::set<std::string> wanted, optional;
  for (const auto& each : expected.value("inconsistencies", json::array())) wanted.insert(each.get<std::string>());
  for (const auto& each : expected.value("missing_kinds", json::array())) wanted.insert(missing_name(each));
  for (const auto& each : expected.value("optional", json::array())) optional.insert(each.get<std::string>());
  const auto found = problems_found(prediction, rules, score);
  const auto family = [](const std::string& name) { return name.substr(0, name.find(':')); };
  bool alarm = false;
  for (const auto& name : wanted) {
    const bool seen = found.count(name) > 0;
    score.problems.add(seen, 0, !seen), score.problems_by_id[family(name)].add(seen, 0, !seen);
  }
  for (const auto& name : found) {
    if (wanted.count(name) || optional.count(name)) continue;
    alarm = true;
    score.problems.add(0, 1, 0), score.problems_by_id[family(name)].add(0, 1, 0);
  }
  if (wanted.empty()) score.clean_claims.add(!alarm);
}

}  // namespace

void Counts::add(int right_more, int wrong_more, int missed_more) {
  right += right_more, wrong += wrong_more, missed += missed_more;
}
double Counts::precision() const { return right + wrong ? double(right) / (right + wrong) : missed ? 0.0 : 1.0; }
double Counts::recall() const { return right + missed ? double(right) / (right + missed) : 1.0; }
double Counts::f1() const { return 2 * right + wrong + missed ? 2.0 * right / (2 * right + wrong + missed) : 1.0; }
std::optional<double> Share::ratio() const { return good + bad ? std::optional(double(good) / (good + bad)) : std::nullopt; }

RuleMap usual_rule_map() {
  return {{"x.name.*", "name_mismatch"},
          {"x.list.bill_total", "invoice_list_total_mismatch"},
          {"x.bill.words", "amount_words_mismatch"},
          {"x.bill.dup_*", "duplicate_bill_number"},
          {"x.list.dates", "date_outside_stay"},
          {"x.bill.seals", "missing_seal"},
          {"x.seal.*", "missing_seal"},
          {"x.sign.*", "missing_signature"},
          {"x.page.foreign", "foreign_page"},
          {"x.filing.expired", "filing_expired"},
          {"x.filing.late", "filing_late"}};
}

void score_claim(const json& truth, const json& prediction, const RuleMap& rules, Score& score) {
  ++score.claims;
  if (prediction.is_null() || prediction.empty()) ++score.without_prediction;
  const json said = prediction.is_object() ? prediction : json::object();
  Pairing pairing;
  for (const auto& page : truth.at("page_kinds")) {
    pairing.pages[page_name(page)] = {page.at("kind"), page.value("level", ""), page.value("blank", false)};
    if (page.value("blank", false)) pairing.blank.insert(page_name(page));
  }
  for (const auto& document : truth.at("documents")) {
    pairing.true_documents.push_back(document);
    pairing.true_sets.push_back(pages_of(document, pairing.blank));
  }
  for (const auto& document : said.value("documents", json::array())) {
    PageSet pages = pages_of(document, pairing.blank);
    if (document.value("kind", "") == "blank" || (pages.empty() && !pages_of(document, {}).empty())) continue;
    pairing.documents.push_back(document);
    pairing.sets.push_back(std::move(pages));
  }
  pairing.match = match_documents(pairing);
  score_pages(said, pairing, score);
  score_splitting(pairing, score);
  std::set<int> used;
  for (std::size_t i = 0; i < pairing.true_documents.size(); ++i) {
    const auto found = pairing.match.find(int(i));
    const json document = found == pairing.match.end() ? json::object() : pairing.documents[std::size_t(found->second)];
    if (found != pairing.match.end()) used.insert(found->second);
    const std::string level = level_of(pairing.true_documents[i], pairing);
    score_fields(pairing.true_documents[i], document, level, score);
    score_items(pairing.true_documents[i], document, level, score);
  }
  for (std::size_t j = 0; j < pairing.documents.size(); ++j)
    if (!used.count(int(j))) score_stray(pairing.documents[j], score);
  score_problems(truth, said, rules, score);
}

}  // namespace claimpack::run
