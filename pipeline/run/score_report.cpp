// The figures of a score, as JSON and as tables.
#include <algorithm>
#include <cmath>

#include "run/scoring.hpp"
#include "run/table.hpp"

namespace claimpack::run {

namespace {

using json = nlohmann::ordered_json;

double rounded(double value) { return std::round(value * 1e5) / 1e5; }
json rounded(const std::optional<double>& value) { return value ? json(rounded(*value)) : json(nullptr); }

json counts_json(const Counts& counts) {
  return {{"precision", rounded(counts.precision())},
          {"recall", rounded(counts.recall())},
          {"f1", rounded(counts.f1())},
          {"tp", counts.right},
          {"fp", counts.wrong},
          {"fn", counts.missed}};
}

json map_json(const std::map<std::string, Counts>& all) {
  json out = json::object();
  for (const auto& [name, counts] : all) out[name] = counts_json(counts);
  return out;
}

json with_lenient(const std::map<std::string, Counts>& exact, const std::map<std::string, Counts>& lenient) {
  json out = map_json(exact);
  for (auto& [name, each] : out.items()) {
    const auto found = lenient.find(name);
    each["f1_lenient"] = rounded(found == lenient.end() ? 1.0 : found->second.f1());
  }
  return out;
}

// The largest share of what was said that may be taken unseen at the wanted accuracy, by falling confidence. Equal
// confidences stand or fall together; what has none is never taken.
struct Coverage {
  double share = 0;
  std::optional<double> threshold;
};

Coverage coverage_at(const std::vector<Said>& said, double accuracy) {
  std::vector<std::pair<double, bool>> sure;
  for (const Said& each : said)
    if (each.confidence) sure.emplace_back(*each.confidence, each.right);
  std::sort(sure.begin(), sure.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  Coverage best;
  int right = 0;
  for (std::size_t i = 0; i < sure.size(); ++i) {
    right += sure[i].second;
    if (i + 1 < sure.size() && sure[i + 1].first == sure[i].first) continue;
    if (double(right) / double(i + 1) >= accuracy) best = {double(i + 1) / double(said.size()), sure[i].first};
  }
  return best;
}

// Expected calibration error over ten bins (Guo et al. 2017).
std::optional<double> calibration_error(const std::vector<Said>& said) {
  struct Bin {
    int count = 0, right = 0;
    double sum = 0;
  };
  std::vector<Bin> bins(10);
  int all = 0;
  for (const Said& each : said) {
    if (!each.confidence) continue;
    const double c = std::clamp(*each.confidence, 0.0, 1.0);
    Bin& bin = bins[std::size_t(std::min(9, int(c * 10)))];
    ++bin.count, ++all, bin.sum += c, bin.right += each.right;
  }
  double error = 0;
  for (const Bin& bin : bins) error += std::abs(bin.sum - bin.right);
  return all ? std::optional(error / all) : std::nullopt;
}

struct Accepted {
  int count = 0, wrong = 0;
};

Accepted accepted_of(const Score& score) {
  Accepted accepted;
  for (const Said& each : score.said) accepted.count += each.accepted, accepted.wrong += each.accepted && !each.right;
  return accepted;
}

std::string percent(const std::optional<double>& value) { return value ? fixed(*value * 100, 2) : "n/a"; }

using Rows = std::vector<std::vector<std::string>>;

void add_row(Rows& rows, const std::string& name, const Counts& counts, const Counts* lenient = nullptr) {
  rows.push_back({name, percent(counts.precision()), percent(counts.recall()), percent(counts.f1()),
                  lenient ? percent(lenient->f1()) : "",
                  std::to_string(counts.right) + "/" + std::to_string(counts.wrong) + "/" + std::to_string(counts.missed)});
}

void add_rows(Rows& rows, const std::string& title, const std::map<std::string, Counts>& all,
              const std::map<std::string, Counts>* lenient = nullptr) {
  if (!all.empty()) rows.push_back({title});
  for (const auto& [name, counts] : all) {
    const auto found = lenient ? lenient->find(name) : all.end();
    add_row(rows, "  " + name, counts, lenient && found != lenient->end() ? &found->second : nullptr);
  }
}

// The fields that were not all right, the worst first.
std::vector<std::pair<std::string, Counts>> weakest(const std::map<std::string, Counts>& by_name) {
  std::vector<std::pair<std::string, Counts>> all;
  for (const auto& [name, counts] : by_name)
    if (counts.f1() < 1) all.emplace_back(name, counts);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second.f1() < b.second.f1(); });
  if (all.size() > 20) all.resize(20);
  return all;
}

}  // namespace

json score_json(const Score& score) {
  json out;
  out["claims"] = score.claims, out["claims_without_prediction"] = score.without_prediction;
  out["page_kind_accuracy"] = rounded(score.page_kind.ratio());
  for (const auto& [level, share] : score.page_kind_by_level) out["page_kind_accuracy_by_level"][level] = rounded(share.ratio());
  out["page_kind_confusions"] = json::array();
  for (const auto& [kinds, count] : score.confusions) out["page_kind_confusions"].push_back({kinds.first, kinds.second, count});
  out["blank_page_accuracy"] = rounded(score.blank_pages.ratio());
  out["splitting"] = counts_json(score.splitting), out["splitting_page_pairs"] = counts_json(score.page_pairs);
  out["fields"] = counts_json(score.fields), out["fields_lenient"] = counts_json(score.fields_lenient);
  out["fields_by_kind"] = with_lenient(score.fields_by_kind, score.lenient_by_kind);
  out["fields_by_level"] = with_lenient(score.fields_by_level, score.lenient_by_level);
  out["fields_by_name"] = map_json(score.fields_by_name);
  const double characters = double(std::max(1LL, score.text_characters));
  out["text_character_error_rate"] =
      score.text_characters ? json(rounded(double(score.text_errors) / characters)) : json(nullptr);
  out["item_cells"] = counts_json(score.cells), out["item_rows"] = counts_json(score.rows);
  out["item_cells_by_kind"] = map_json(score.cells_by_kind), out["item_cells_by_level"] = map_json(score.cells_by_level);
  out["item_cells_by_column"] = map_json(score.cells_by_column);
  const double said = double(score.said.size()), of_truth = double(score.fields.right + score.fields.missed);
  for (const auto& [name, accuracy] : {std::pair{"0.995", 0.995}, {"0.99", 0.99}}) {
    const Coverage coverage = coverage_at(score.said, accuracy);
    out["auto_accepted"][name] = {{"of_predicted", rounded(coverage.share)},
                                  {"of_truth", of_truth > 0 ? json(rounded(coverage.share * said / of_truth)) : json(nullptr)},
                                  {"threshold", coverage.threshold ? json(*coverage.threshold) : json(nullptr)}};
  }
  const Accepted accepted = accepted_of(score);
  out["accepted"] = {{"values", accepted.count},
                     {"wrong", accepted.wrong},
                     {"of_predicted", said > 0 ? json(rounded(accepted.count / said)) : json(nullptr)}};
  out["expected_calibration_error"] = rounded(calibration_error(score.said));
  out["fields_with_confidence"] =
      std::count_if(score.said.begin(), score.said.end(), [](const Said& each) { return each.confidence.has_value(); });
  out["fields_predicted"] = score.said.size();
  out["problems"] = counts_json(score.problems), out["problems_by_id"] = map_json(score.problems_by_id);
  out["clean_claims_without_alarm"] = rounded(score.clean_claims.ratio());
  out["unmapped_findings"] = score.other_rules;
  return out;
}

std::string score_text(const Score& score) {
  std::string text =
      "claims " + std::to_string(score.claims) + " (without prediction: " + std::to_string(score.without_prediction) + ")\n";
  text +=
      "page kinds right " + percent(score.page_kind.ratio()) + " %, blank pages " + percent(score.blank_pages.ratio()) + " %;";
  for (const auto& [level, share] : score.page_kind_by_level) text += " " + level + " " + percent(share.ratio());
  text += "\n";
  for (const auto& [kinds, count] : score.confusions)
    text += "  " + kinds.first + " taken for " + (kinds.second.empty() ? "nothing" : kinds.second) + ": " +
            std::to_string(count) + "\n";
  Rows rows{{"%", "precision", "recall", "F1", "lenient", "right/wrong/missed"}};
  add_row(rows, "splitting, whole documents", score.splitting);
  add_row(rows, "splitting, page pairs", score.page_pairs);
  add_row(rows, "fields", score.fields, &score.fields_lenient);
  add_rows(rows, "fields by kind", score.fields_by_kind, &score.lenient_by_kind);
  add_rows(rows, "fields by level", score.fields_by_level, &score.lenient_by_level);
  if (const auto weak = weakest(score.fields_by_name); !weak.empty()) {
    rows.push_back({"weakest fields"});
    for (const auto& [name, counts] : weak) add_row(rows, "  " + name, counts);
  }
  add_row(rows, "item cells", score.cells);
  add_row(rows, "item rows, all cells", score.rows);
  add_rows(rows, "item cells by level", score.cells_by_level);
  add_rows(rows, "item cells by column", score.cells_by_column);
  add_row(rows, "planted problems", score.problems);
  add_rows(rows, "problems by name", score.problems_by_id);
  text += table(rows, {1, 2, 3, 4});
  if (score.text_characters)
    text += "long texts: " + percent(double(score.text_errors) / double(score.text_characters)) + " % of characters wrong\n";
  const Accepted accepted = accepted_of(score);
  text += "accepted without a person: " + std::to_string(accepted.count) + " of " + std::to_string(score.said.size()) +
          " values, " + std::to_string(accepted.wrong) + " of them wrong\n";
  for (const double accuracy : {0.995, 0.99}) {
    const Coverage coverage = coverage_at(score.said, accuracy);
    text += "at " + fixed(accuracy * 100, 1) + " % right, by confidence: " + percent(coverage.share) + " % of values" +
            (coverage.threshold ? " (confidence >= " + fixed(*coverage.threshold, 4) + ")" : "") + "\n";
  }
  text += "expected calibration error " + percent(calibration_error(score.said)) + " %; clean claims without an alarm " +
          percent(score.clean_claims.ratio()) + " %\n";
  if (!score.other_rules.empty()) {
    text += "findings that the truth has no name for:";
    for (const auto& [rule, count] : score.other_rules) text += " " + rule + " " + std::to_string(count);
    text += "\n";
  }
  return text;
}

}  // namespace claimpack::run
