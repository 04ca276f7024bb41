#include "run/scoring.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include "catch.hpp"
#include "run/assignment.hpp"
#include "run/made_scans.hpp"
#include "run/normal_forms.hpp"

using namespace claimpack;
using namespace claimpack::run;
using nlohmann::json;

TEST_CASE("values in the form that is compared") {
  const auto exact = [](const char* field, const json& value) { return exact_form(field, value); };
  CHECK(exact("issue_date", "2026年3月5日") == "2026-03-05");
  CHECK(exact("issue_date", "20260305") == "2026-03-05");
  CHECK(exact("issue_date", "2026/3/5") == "2026-03-05");
  CHECK(exact("valid_until", "长期") == "长期");
  CHECK(exact("issue_date", "无") == "无");
  CHECK(exact("total_amount", "￥1,234.5元") == "1234.50");
  CHECK(exact("total_amount", "-0012") == "-12.00");
  CHECK(exact("total_amount", "1.005") == "1.00");  // half to even
  CHECK(exact("total_amount", "9.995") == "10.00");
  CHECK(exact("unit_price", "3.1400") == "3.14");
  CHECK(exact("quantity", "2.0") == "2");
  CHECK(exact("quantity", "×3盒") == "3");
  CHECK(exact("quantity", 2) == "2");
  CHECK(exact("self_pay_ratio", "10%") == "0.1");
  CHECK(exact("self_pay_ratio", "0.10") == "0.1");
  CHECK(exact("self_pay_ratio", "100%") == "1");
  CHECK(exact("insurance_class", "[甲类]") == "甲");
  CHECK(exact("id_number", "35020319540130307x") == "35020319540130307X");
  CHECK(exact("bill_number", " 00 12 ") == "0012");
  CHECK(exact("hospital_name", " 云川 市 医院 ") == "云川市医院");
  CHECK(exact("department", "ICU  2") == "ICU 2");
  CHECK(exact("diagnoses", json::array({"肺炎", "高血压"})) == exact("diagnoses", json::array({"高血压", "肺 炎"})));
  CHECK(exact("diagnoses", "1、肺炎；2、高血压") == exact("diagnoses", json::array({"高血压", "肺炎"})));
  CHECK(exact("diagnoses", json::array({"肺炎"})) != exact("diagnoses", json::array({"肺炎", "高血压"})));
  CHECK(lenient_form("hospital_name", "云川（市）医院。") == lenient_form("hospital_name", "云川市医院"));
  CHECK(lenient_form("department", "Icu－２") == lenient_form("department", "ICU 2"));
  CHECK(lenient_form("insurance_class", "自费") == lenient_form("insurance_class", "丙"));
  CHECK(lenient_form("total_amount", "12.00") != lenient_form("total_amount", "1200"));
}

TEST_CASE("the assignment is the best of all") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const int rows = 1 + int(random() % 5), columns = 1 + int(random() % 5);
    std::vector<std::vector<double>> weight(rows, std::vector<double>(columns));
    for (auto& row : weight)
      for (double& w : row) w = random() % 3 == 0 ? 0 : double(random() % 1000) / 100;
    double got = 0;
    std::vector<int> seen_rows, seen_columns;
    for (const auto& [i, j] : assign(weight)) {
      got += weight[i][j];
      CHECK(weight[i][j] > 0);
      CHECK(std::count(seen_rows.begin(), seen_rows.end(), i) == 0);
      CHECK(std::count(seen_columns.begin(), seen_columns.end(), j) == 0);
      seen_rows.push_back(i), seen_columns.push_back(j);
    }
    // Every way to give rows to columns, by permutations of the longer side.
    std::vector<int> order(std::size_t(std::max(rows, columns)));
    std::iota(order.begin(), order.end(), 0);
    double best = 0;
    do {
      double sum = 0;
      for (int i = 0; i < int(order.size()); ++i)
        if (i < rows && order[i] < columns) sum += weight[i][order[i]];
      best = std::max(best, sum);
    } while (std::next_permutation(order.begin(), order.end()));
    CHECK(got == Approx(best));
  }
  CHECK(assign({}).empty());
}

namespace {

json made_truth() {
  return json::parse(R"({
    "claim_id": "c", "documents": [
      {"kind": "discharge_summary", "pages": [{"file": "1.jpg", "page": 1}], "fields": {"patient_name": "江予怀", "diagnoses": ["肺炎"], "advice": "x"}},
      {"kind": "expense_list", "pages": [{"file": "2.jpg", "page": 1}, {"file": "3.jpg", "page": 1}], "fields": {"total_amount": "12.00"}, "ignore_fields": ["bed"],
       "items": [{"name": "血常规", "amount": "5.00"}, {"name": "胸片", "amount": "7.00"}]}],
    "page_kinds": [{"file": "1.jpg", "page": 1, "kind": "discharge_summary", "level": "scan", "blank": false},
                   {"file": "2.jpg", "page": 1, "kind": "expense_list", "level": "copy", "blank": false},
                   {"file": "3.jpg", "page": 1, "kind": "expense_list", "level": "copy", "blank": false},
                   {"file": "4.jpg", "page": 1, "kind": "blank", "level": "copy", "blank": true}],
    "expected": {"missing_kinds": ["prescription"], "inconsistencies": ["name_mismatch"], "optional": []}})");
}

json right_prediction() {
  return json::parse(R"({
    "claim_id": "c", "documents": [
      {"kind": "expense_list", "pages": [{"file": "2.jpg", "page": 1}, {"file": "3.jpg", "page": 1}],
       "fields": {"total_amount": {"value": "12.00", "confidence": 0.9, "accepted": true}, "bed": {"value": "3床"}},
       "items": [{"name": {"value": "胸片"}, "amount": {"value": "7.00"}}, {"name": {"value": "血常规"}, "amount": {"value": "5.00"}}]},
      {"kind": "discharge_summary", "pages": [{"file": "dir/1.jpg", "page": 1}],
       "fields": {"patient_name": {"value": "江予怀", "confidence": 0.8, "accepted": false}, "diagnoses": {"value": ["肺炎"], "confidence": 0.7}}}],
    "checklist": [{"requirement": "prescription", "status": "missing", "kinds": ["prescription"]}, {"requirement": "expense_list", "status": "present"}],
    "findings": [{"rule": "x.name.same"}, {"rule": "national.other"}]})");
}

Score score_of(const json& prediction) {
  Score score;
  score_claim(made_truth(), prediction, usual_rule_map(), score);
  return score;
}

}  // namespace

TEST_CASE("what is all right scores full") {
  const Score score = score_of(right_prediction());
  CHECK(score.page_kind.ratio() == 1.0);
  CHECK(score.blank_pages.ratio() == 1.0);
  CHECK(score.splitting.f1() == 1.0);
  CHECK(score.fields.right == 3);  // `advice` is no field of this kind, `bed` is not scored
  CHECK(score.fields.f1() == 1.0);
  CHECK(score.cells.f1() == 1.0);
  CHECK(score.rows.right == 2);
  CHECK(score.problems.right == 2);
  CHECK(score.problems.f1() == 1.0);
  CHECK(score.other_rules.at("national.other") == 1);
  const auto all = score_json(score);
  CHECK(all.at("accepted").at("values") == 1);
  CHECK(all.at("accepted").at("wrong") == 0);
  CHECK(all.at("auto_accepted").at("0.99").at("of_predicted") == 1.0);
  CHECK(made::has(score_text(score), "without prediction: 0"));
}

TEST_CASE("each fault costs what it should") {
  json wrong = right_prediction();
  SECTION("a wrong value is one wrong and one missed") {
    wrong["documents"][0]["fields"]["total_amount"]["value"] = "13.00";
    const Score score = score_of(wrong);
    CHECK(score.fields.right == 2);
    CHECK(score.fields.wrong == 1);
    CHECK(score.fields.missed == 1);
    CHECK(score_json(score).at("accepted").at("wrong") == 1);
    CHECK(score.fields_by_level.at("copy").missed == 1);
  }
  SECTION("a missing value is missed") {
    wrong["documents"][0]["fields"].erase("total_amount");
    CHECK(score_of(wrong).fields.missed == 1);
    CHECK(score_of(wrong).fields.wrong == 0);
  }
  SECTION("a value that the page does not carry is wrong") {
    wrong["documents"][1]["fields"]["sex"] = {{"value", "男"}};
    CHECK(score_of(wrong).fields.wrong == 1);
    CHECK(score_of(wrong).fields.missed == 0);
  }
  SECTION("a document cut in two") {
    wrong["documents"][0]["pages"].erase(1);
    wrong["documents"].push_back({{"kind", "expense_list"},
                                  {"pages", {{{"file", "3.jpg"}, {"page", 1}}}},
                                  {"fields", {{"total_amount", {{"value", "12.00"}}}}}});
    const Score score = score_of(wrong);
    CHECK(score.splitting.right == 1);
    CHECK(score.splitting.wrong == 2);
    CHECK(score.splitting.missed == 1);
    CHECK(score.page_pairs.missed == 1);
    CHECK(score.fields.wrong == 1);  // what the stray piece says
    CHECK(score.page_kind.ratio() == 1.0);
  }
  SECTION("a page of the wrong kind") {
    wrong["documents"][1]["kind"] = "prescription";
    const Score score = score_of(wrong);
    CHECK(score.page_kind.bad == 1);
    CHECK(score.confusions.at({"discharge_summary", "prescription"}) == 1);
  }
  SECTION("a wrong cell and a row too many") {
    wrong["documents"][0]["items"][0]["amount"]["value"] = "70.00";
    wrong["documents"][0]["items"].push_back({{"name", {{"value", "合计"}}}});
    const Score score = score_of(wrong);
    CHECK(score.cells.right == 3);
    CHECK(score.cells.wrong == 2);
    CHECK(score.cells.missed == 1);
    CHECK(score.rows.right == 1);
  }
  SECTION("a false alarm and a problem not seen") {
    wrong["findings"] = {{{"rule", "x.seal.hospital"}}};
    const Score score = score_of(wrong);
    CHECK(score.problems_by_id.at("missing_seal").wrong == 1);
    CHECK(score.problems_by_id.at("name_mismatch").missed == 1);
  }
  SECTION("no prediction at all") {
    const Score score = score_of(json());
    CHECK(score.without_prediction == 1);
    CHECK(score.fields.missed == 3);
    CHECK(score.page_kind.good == 0);
    CHECK(score.blank_pages.ratio() == 1.0);
  }
}

TEST_CASE("evaluate reads predictions, or makes them") {
  const made::Folder folder;
  made::write(folder / "truth/c/truth.json", made_truth().dump());
  made::write(folder / "out/c/claim.json", right_prediction().dump());
  const auto given = made::run({"evaluate", (folder / "truth").string(), "--predictions", (folder / "out").string(), "--json"});
  CHECK(given.code == 0);
  CHECK(json::parse(given.out).at("fields").at("f1") == 1.0);
  const auto none = made::run({"evaluate", (folder / "out").string()});
  CHECK(none.code == 1);
  CHECK(made::has(none.err, "truth.json"));

  // One page that says what the double reads.
  made::make_claim(folder / "live/c", 1);
  const json truth = {
      {"claim_id", "c"},
      {"documents",
       {{{"kind", "discharge_summary"},
         {"pages", {{{"file", "1.bmp"}, {"page", 1}}}},
         {"fields", {{"patient_name", "江予怀"}}}}}},
      {"page_kinds", {{{"file", "1.bmp"}, {"page", 1}, {"kind", "discharge_summary"}, {"level", "scan"}, {"blank", false}}}},
      {"expected", {{"missing_kinds", json::array()}, {"inconsistencies", json::array()}}}};
  made::write(folder / "live/c/truth.json", truth.dump());
  const auto reader = made::reads_summary();
  const auto live = made::run_with(reader, {"evaluate", (folder / "live").string(), "--json"});
  CHECK(live.code == 0);
  const json figures = json::parse(live.out);
  CHECK(figures.at("page_kind_accuracy") == 1.0);
  CHECK(figures.at("fields_by_name").at("discharge_summary.patient_name").at("tp") == 1);
  CHECK(made::has(made::run_with(reader, {"evaluate", (folder / "live").string()}).out, "splitting"));
}
