// What the rules cost: one claim of 60 pages, and a pack of 1,000 rules read from its file. States the right answers too.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "check/check.hpp"
#include "check/rule_cases.hpp"

namespace fs = std::filesystem;
using namespace claimpack;

namespace {

double median_ms(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

template <class Work>
double timed(int runs, Work work) {
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    const auto begin = std::clock();  // the processor's time: others share the machine
    work();
    times.push_back(1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return median_ms(times);
}

core::Field field(const std::string& value) {
  core::Field made;
  made.value = made.text = value;
  made.confidence = 1;
  made.accepted = true;
  return made;
}

// The complete claim of the cases with a list of 52 pages (30 rows each, their days told apart) and four more papers, 60 pages.
check::Case long_claim(const fs::path& regions, const check::Rules& rules) {
  auto folder = check::read_rule_cases(rules, regions / "cases");
  check::Case made;
  for (const auto& one : folder.cases)
    if (one.file == "cases/xiamen.yaml" && one.outcome == core::Outcome::complete) {
      made = one.claim;
      break;
    }
  const auto page = [&] {
    check::PageFacts facts;
    facts.origin = {"scan.pdf", static_cast<int>(made.pages.size()) + 1};
    made.pages.push_back(facts);
    return static_cast<int>(made.pages.size()) - 1;
  };
  for (auto& document : made.documents) {
    if (document.kind != "expense_list") continue;
    document.items.clear();
    const long rows = 52 * 30;
    for (long i = 0; i < rows; ++i) {
      core::Row row;
      const long fen = i + 1 < rows ? 19 : 30000 - 19 * (rows - 1);
      const auto amount = std::to_string(fen / 100) + "." + (fen % 100 < 10 ? "0" : "") + std::to_string(fen % 100);
      row["date"] = field("2024-03-0" + std::to_string(4 + i % 5));
      row["name"] = field("一次性使用注射器 " + std::to_string(i % 97));
      row["unit_price"] = field(amount);
      row["quantity"] = field("1");
      row["amount"] = field(amount);
      document.items.push_back(std::move(row));
      document.all_text += "2024-03-04 一次性使用注射器 5ml 支 " + amount + " 1 " + amount + " 甲类\n";
    }
    for (int i = 1; i < 52; ++i) document.pages.push_back({page(), {}});
  }
  const auto summary = std::find_if(made.documents.begin(), made.documents.end(),
                                    [](const core::Document& one) { return one.kind == "discharge_summary"; });
  summary->all_text.clear();
  for (int i = 0; i < 60; ++i)
    summary->all_text += "患者四天前受凉后出现咳嗽咳痰，否认高血压、糖尿病及外伤史，查体双肺呼吸音粗。\n";
  while (made.pages.size() < 60) summary->pages.push_back({page(), {}});
  return made;
}

// Findings, consequences, exemptions and lists of papers; no condition stands twice, as the checker wants it.
std::string bench_rule(int i) {
  const auto id = std::to_string(i);
  const auto citation = "  citation: \"“第 " + id + " 条原文”\"\n  origin: seed\n";
  const auto amount = std::to_string(1000 + 7 * i);
  std::string text = "- id: bench.rule." + id + "\n";
  if (i % 10 == 0)
    return text + "  effect: exempt\n  when: {all: [{fact: filing.state, eq: exists}, {fact: total_amount, gt: " + amount +
           "}]}\n  exempts: [bench.rule." + std::to_string(i + 1) + "]\n  message: 按第 " + id + " 条免除。\n" + citation;
  if (i % 10 == 5)
    return text + "  scene: " + (i % 20 == 5 ? "inpatient" : "outpatient") + "\n  when: {fact: total_amount, lt: " + amount +
           "}\n  requires:\n  - {any: [expense_list, settlement_sheet], as: list, title: 费用清单}\n  - {any: "
           "[diagnosis_certificate], "
           "title: 诊断证明书}\n  severity: supplement\n  message: 缺少第 " +
           id + " 条所列的{title}。\n  cure: 请补交{title}。\n" + citation;
  text +=
      "  when:\n    all:\n    - {fact: filing.state, eq: none}\n    - not: {fact: flags.rescue, eq: true}\n"
      "    - any: [{fact: total_amount, gt: " +
      amount +
      "}, {fact: claim_type, in: [inpatient, maternity]}]\n    - {fact: service_first, after: {fact: filing.start, plus_days: " +
      id + "}}\n";
  if (i % 10 == 7) return text + "  effect: pay\n  message: 第 " + id + " 条另行核定。\n" + citation;
  return text + "  severity: supplement\n  message: 第 " + id + " 条规定要求补交材料，请核对。\n  cure: 请补交第 " + id +
         " 条所列材料。\n" + citation;
}

std::string thousand_rules() {
  std::string text =
      "region: bench\ntitle: 样例市\nadcode: \"350900\"\nparent: national\nauthority: city\nnames: [样例]\nrules:\n";
  for (int i = 0; i < 1000; ++i) text += bench_rule(i);
  return text;
}

// False where the pack is refused: a time of that would be the time of something else.
bool load_bench(const fs::path& regions) {
  const auto folder = fs::temp_directory_path() / "claimpack-bench-rules";
  fs::remove_all(folder);
  fs::create_directories(folder);
  for (const auto& file : fs::directory_iterator(regions))
    if (file.is_regular_file()) fs::copy_file(file.path(), folder / file.path().filename());
  const auto size = [&] {
    const auto loaded = check::load_rules(folder);
    if (!loaded.ok()) std::printf("%s\n", core::sentence(loaded.error()).c_str());
    return loaded.ok() ? check::list_rules(*loaded.value()).size() : 0;
  };
  const auto before = size();
  const double base = timed(21, [&] { (void)check::load_rules(folder); });
  const auto text = thousand_rules();
  std::ofstream(folder / "bench.yaml") << text;
  const auto after = size();
  const double all = timed(21, [&] { (void)check::load_rules(folder); });
  fs::remove_all(folder);
  std::printf(
      "load %zu rules and checks, %zu of them one pack (%zu KiB; right: 1000): %.1f ms, without that pack %.1f ms, the pack "
      "%.1f ms (at most 50)\n",
      after, after - before, text.size() / 1024, all, base, all - base);
  return after == before + 1000;
}

}  // namespace

int main() {
  const fs::path regions = CLAIMPACK_SOURCE "/templates/regions";
  const auto loaded = check::load_rules(regions);
  if (!loaded.ok()) return std::printf("%s\n", core::sentence(loaded.error()).c_str()), 1;
  const auto& rules = *loaded.value();
  const auto claim = long_claim(regions, rules);
  core::Outcome outcome = core::Outcome::rejected;
  std::size_t findings = 0;
  std::vector<check::Case> claims(21, claim);  // handed over, as the program does: copying one is no part of the rules
  std::vector<core::Claim> decided;
  const double ms = timed(21, [&] {
    decided.push_back(std::move(check::check(std::move(claims.back()), rules)).value());
    claims.pop_back();
  });
  outcome = decided.back().outcome;
  findings = decided.back().findings.size();
  std::printf("one claim of %zu pages: %.2f ms (at most 5), %s with %zu findings (right: complete with 0)\n", claim.pages.size(),
              ms, core::name_of(outcome), findings);
  std::printf("load the project's packs: %.1f ms\n", timed(9, [&] { (void)check::load_rules(regions); }));
  return load_bench(regions) ? 0 : 1;
}
