#include "run/rules_test_command.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "check/rule_cases.hpp"
#include "run/places.hpp"
#include "run/summary.hpp"
#include "run/table.hpp"

namespace claimpack::run {

namespace {

void print_failures(const check::CaseRun& result, const Common& common) {
  for (const auto& verdict : result.verdicts) {
    if (verdict.failures.empty()) continue;
    common.out << verdict.tried->file << ":" << verdict.tried->line << ": " << verdict.tried->name << "\n";
    for (const auto& failure : verdict.failures) common.out << "    " << failure << "\n";
  }
}

// What has no case that fires it, or none in which it is silent.
void print_lacking(const check::CaseRun& result, const Common& common) {
  const bool en = common.language == Language::en;
  for (const auto& one : result.cover) {
    if (!one.fires.empty() && !one.silent.empty()) continue;
    common.out << one.pack << ": " << one.id << (one.fires.empty() ? (en ? ": no case fires it" : "：没有触发的用例") : "")
               << (one.silent.empty() ? (en ? ": no case in which it is silent" : "：没有不触发的用例") : "") << "\n";
  }
}

void print_results(const check::CaseRun& result, const Common& common) {
  const bool en = common.language == Language::en;
  std::vector<std::vector<std::string>> rows{en ? std::vector<std::string>{"rule", "pack", "effect", "fires", "silent"}
                                                : std::vector<std::string>{"规则", "规则包", "效力", "触发", "不触发"}};
  for (const auto& one : result.cover)
    rows.push_back({one.id, one.pack, one.effect, std::to_string(one.fires.size()), std::to_string(one.silent.size())});
  common.out << table(rows, {3, 4}) << "\n";
  print_failures(result, common);
  print_lacking(result, common);
  std::size_t failed = 0;
  for (const auto& verdict : result.verdicts) failed += verdict.failures.empty() ? 0 : 1;
  const auto cases = std::to_string(result.verdicts.size()), rules = std::to_string(result.cover.size());
  if (en) common.out << cases << " cases for " << rules << " rules, " << failed << " failed\n";
  else common.out << rules << " 条规则，" << cases << " 个用例，" << failed << " 个不符\n";
}

}  // namespace

Exit rules_test_command(const RulesTestOptions& options, const Common& common) {
  auto regions = options.folder;
  if (regions.empty()) {
    const auto places = find_places(common.data);
    if (!places) return refuse(places.error(), common);
    regions = places.value().regions;
  }
  const auto rules = check::load_rules(regions);
  if (!rules) return refuse(rules.error(), common);
  if (!options.pack.empty() && options.pack != "checks")
    if (const auto known = check::region_id(*rules.value(), options.pack); !known && options.pack != "national")
      return refuse(known.error(), common);
  const auto folder = check::read_rule_cases(*rules.value(), regions / "cases");
  // Compilers' form, so that editors jump to the line.
  for (const auto& fault : folder.faults)
    common.err << fault.place << ": " << fault.what << (fault.cure.empty() ? "" : ". " + fault.cure) << "\n";
  if (!folder.faults.empty()) return Exit::nothing_done;
  const auto result = check::run_rule_cases(*rules.value(), folder.cases, options.pack);
  if (options.table) common.out << check::rules_table(result);
  else print_results(result, common);
  common.out << std::flush;
  return result.passed() ? Exit::all_complete : Exit::person_needed;
}

std::function<std::optional<Exit>(const Common&)> add_rules_test(CLI::App& rules, const std::filesystem::path& folder) {
  auto options = std::make_shared<RulesTestOptions>();
  auto* test = rules.add_subcommand("test", "The cases of every rule: does it fire, is it silent? 规则用例");
  test->add_option("--pack", options->pack, "Only the rules of this pack (xiamen, national …, checks)");
  test->add_flag("--table", options->table, "Print the table of docs/rules.md");
  return [options, test, &folder](const Common& common) -> std::optional<Exit> {
    if (!test->parsed()) return std::nullopt;
    options->folder = folder;
    return rules_test_command(*options, common);
  };
}

}  // namespace claimpack::run
