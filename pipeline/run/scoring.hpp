// How right the claims are: predictions (claim.json) against truth (truth.json).
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace claimpack::run {

struct Counts {
  int right = 0, wrong = 0, missed = 0;  // of what was said; of what is true
  void add(int right_more, int wrong_more, int missed_more);
  double precision() const, recall() const, f1() const;
};

struct Share {
  int good = 0, bad = 0;
  void add(bool is_good) { ++(is_good ? good : bad); }
  std::optional<double> ratio() const;
};

// One value that was said: how sure, whether it was accepted without a person, and whether it is right.
struct Said {
  std::optional<double> confidence;
  bool accepted = false, right = false;
  std::string name;      // of the field or column
  nlohmann::json field;  // as claim.json has it
};

struct Score {
  int claims = 0, without_prediction = 0;
  Share page_kind, blank_pages, clean_claims;
  std::map<std::string, Share> page_kind_by_level;
  std::map<std::pair<std::string, std::string>, int> confusions;  // (true, said)
  Counts splitting, page_pairs, fields, fields_lenient, cells, rows, problems;
  std::map<std::string, Counts> fields_by_kind, lenient_by_kind, fields_by_level, lenient_by_level, fields_by_name;
  std::map<std::string, Counts> cells_by_kind, cells_by_level, cells_by_column, problems_by_id;
  long long text_errors = 0, text_characters = 0;
  std::vector<Said> said;                  // fields
  std::vector<Said> said_cells;            // of tables
  std::map<std::string, int> other_rules;  // findings that the truth has no name for
};

// Rule ids, or patterns with `*` and `?`, to the truth's names of problems; null: not counted.
using RuleMap = nlohmann::json;
RuleMap usual_rule_map();

void score_claim(const nlohmann::json& truth, const nlohmann::json& prediction, const RuleMap& rules, Score& score);

nlohmann::ordered_json score_json(const Score& score);
std::string score_text(const Score& score);

}  // namespace claimpack::run
