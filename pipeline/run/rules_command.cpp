#include "run/rules_command.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "check/explain.hpp"
#include "core/dates.hpp"
#include "run/places.hpp"
#include "run/rules_test_command.hpp"
#include "run/summary.hpp"
#include "run/table.hpp"

namespace claimpack::run {

using json = nlohmann::ordered_json;

namespace {

check::Tongue tongue_of(const Common& common) { return common.language == Language::en ? check::Tongue::en : check::Tongue::zh; }

struct Given {
  RulesOf of;
  std::string id, list_date;
  DiffOptions diff;
  ExplainRulesOptions explain;
};

std::string check_date(const std::string& text) {
  return core::parse_iso(text) ? std::string() : "日期应写成 2024-05-20 这样 (write dates as 2024-05-20): " + text;
}

}  // namespace

std::function<std::optional<Exit>()> add_rules_commands(CLI::App& app, Common& common) {
  const auto given = std::make_shared<Given>();
  const CLI::Validator date(check_date, "YYYY-MM-DD");
  auto* rules = app.add_subcommand("rules", "What the regions ask for, and why a rule spoke or did not. 规则");
  rules->require_subcommand(1);
  rules->fallthrough();
  rules->add_option("--rules", given->of.folder, "Folder of rule files, instead of the program's own (templates/regions)");

  auto* check = rules->add_subcommand("check", "Every fault of the rule files, by file and line. 检查规则文件");
  check->add_option("DIR", given->of.folder, "Folder of rule files");

  auto* list = rules->add_subcommand("list", "All rules, or those of a region on a day. 规则一览");
  list->add_option("--region", common.region, "Only this region with its parents");
  list->add_option("--date", given->list_date, "Only those in force on this day")->check(date);

  auto* show = rules->add_subcommand("show", "One rule, whole. 一条规则的全文");
  show->add_option("ID", given->id, "Its id, e.g. xiamen.filing.validity or x.name.same")->required();

  auto* explain = rules->add_subcommand("explain", "Why each rule spoke on a claim or did not. 每条规则为何起作用或不起作用");
  explain->add_option("CLAIM", given->explain.claim, "A packet's folder or its claim.json, else the scans of one claim")
      ->required();
  explain->add_option("RULE", given->explain.rule, "Only this rule, in full; xiamen.filing.* stands for several");
  explain->add_option("--region", given->explain.region, "What would change under this region's rules");
  explain->add_option("--date", given->explain.date, "What would change under the rules of this day")->check(date);
  explain->add_option("--readings", given->explain.readings, "Of scans: take the readings that --keep-steps left in this folder");

  auto* diff =
      rules->add_subcommand("diff", "What two regions, or a region on two days, ask for differently. 两地或两个日期的规则差别");
  diff->add_option("A", given->diff.a, "A region")->required();
  diff->add_option("B", given->diff.b, "Another region");
  diff->add_option("--date", given->diff.dates, "One day for both, or two days")->expected(1, 2)->check(date);

  const auto test = add_rules_test(*rules, given->of.folder);

  return [=, &common]() -> std::optional<Exit> {
    if (!rules->parsed()) return std::nullopt;
    if (const auto tested = test(common)) return *tested;
    if (check->parsed()) return check_rules_command(given->of, common);
    if (list->parsed()) return list_rules_command(given->of, given->list_date, common);
    if (show->parsed()) return show_rule_command(given->of, given->id, common);
    if (explain->parsed()) return explain_rules_command(given->of, given->explain, common);
    if (diff->parsed()) return diff_rules_command(given->of, given->diff, common);
    return std::nullopt;
  };
}

namespace {

core::Result<std::filesystem::path> folder_of(const RulesOf& of, const Common& common) {
  if (!of.folder.empty()) return of.folder;
  const auto places = find_places(common.data);
  if (!places) return places.error();
  return places.value().regions;
}

}  // namespace

core::Result<std::shared_ptr<const check::Rules>> rules_of(const RulesOf& of, const Common& common) {
  const auto folder = folder_of(of, common);
  if (!folder) return folder.error();
  return check::load_rules(folder.value());
}

Exit check_rules_command(const RulesOf& of, const Common& common) {
  const auto folder = folder_of(of, common);
  if (!folder) return refuse(folder.error(), common);
  const bool english = common.language == Language::en;
  const auto faults = check::check_rule_files(folder.value());
  if (common.as_json) {
    json all = json::array();
    for (const auto& fault : faults) {
      const auto chinese = check::fault_in_chinese(fault);
      all.push_back({{"place", fault.place},
                     {"what", fault.what},
                     {"cure", fault.cure},
                     {"what_zh", chinese.what},
                     {"cure_zh", chinese.cure}});
    }
    common.out << json{{"faults", all}}.dump(1) << std::endl;
    return faults.empty() ? Exit::all_complete : Exit::nothing_done;
  }
  // Compilers' form, so that editors jump to the line.
  for (const auto& fault : faults) {
    const auto said = english ? fault : check::fault_in_chinese(fault);
    common.out << said.place << (english ? ": " : "：") << said.what
               << (said.cure.empty() ? "" : (english ? "; " : "；") + said.cure) << "\n";
  }
  const auto count = std::to_string(faults.size());
  if (faults.empty()) common.out << (english ? "The rule files are in order" : "规则文件没有问题") << std::endl;
  else common.out << (english ? count + " faults" : "共 " + count + " 处问题") << std::endl;
  return faults.empty() ? Exit::all_complete : Exit::nothing_done;
}

Exit list_rules_command(const RulesOf& of, const std::string& date, const Common& common) {
  const auto rules = rules_of(of, common);
  if (!rules) return refuse(rules.error(), common);
  const auto lines = check::rule_lines(*rules.value(), common.region, date);
  if (!lines) return refuse(lines.error(), common);
  const bool english = common.language == Language::en;
  if (common.as_json) {
    json all = json::array();
    for (const auto& line : lines.value())
      all.push_back({{"id", line.id},
                     {"pack", line.pack},
                     {"effect", line.effect},
                     {"origin", line.origin},
                     {"confidence", line.confidence},
                     {"effective_from", line.from},
                     {"effective_to", line.to},
                     {"conflict", line.conflict},
                     {"message", line.message},
                     {"citation", line.citation},
                     {"file", line.file},
                     {"line", line.line}});
    common.out << all.dump(1) << std::endl;
    return Exit::all_complete;
  }
  using Row = std::vector<std::string>;
  std::vector<Row> rows{english ? Row{"rule", "effect", "origin", "from", "to", "message"}
                                : Row{"规则", "效力", "来源", "自", "至", "用语"}};
  for (const auto& line : lines.value())
    rows.push_back({line.id, line.effect, line.origin + (line.confidence.empty() ? "" : " " + line.confidence), line.from,
                    line.to, line.message});
  common.out << table(rows) << std::flush;
  return Exit::all_complete;
}

Exit show_rule_command(const RulesOf& of, const std::string& id, const Common& common) {
  const auto rules = rules_of(of, common);
  if (!rules) return refuse(rules.error(), common);
  const auto told = check::rule_told(*rules.value(), id, tongue_of(common));
  if (!told) return refuse(told.error(), common);
  common.out << told.value() << std::flush;
  return Exit::all_complete;
}

// ---- two tables side by side

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;  // a heading, then "- only a" and "+ only b" lines

// What is asked for; the rule behind it, in brackets, may differ.
std::string without_rule(const std::string& line) { return line.substr(0, line.rfind(" [")); }

void compare_lists(const std::vector<std::string>& a, const std::vector<std::string>& b, const std::string& heading,
                   Pairs& lines) {
  std::set<std::string> left, right;
  for (const auto& line : a) left.insert(without_rule(line));
  for (const auto& line : b) right.insert(without_rule(line));
  std::string text;
  for (const auto& line : a)
    if (!right.count(without_rule(line))) text += "  - " + line + "\n";
  for (const auto& line : b)
    if (!left.count(without_rule(line))) text += "  + " + line + "\n";
  if (!text.empty()) lines.emplace_back(heading, text);
}

std::vector<std::string> joined(const std::map<std::string, std::string>& entries) {
  std::vector<std::string> lines;
  for (const auto& [id, words] : entries) lines.push_back(id + "  " + words);
  return lines;
}

Pairs differences(const check::RegionTable& a, const check::RegionTable& b, bool english) {
  static const std::vector<std::pair<const char*, const char*>> scenes{{"inpatient", "住院"},
                                                                       {"outpatient", "门诊"},
                                                                       {"emergency", "急诊"},
                                                                       {"emergency_observation", "急诊留观"},
                                                                       {"special_disease", "门诊特殊病种"},
                                                                       {"maternity", "生育"}};
  Pairs lines;
  for (const auto& [scene, title] : scenes)
    compare_lists(a.papers.at(scene), b.papers.at(scene),
                  english ? std::string("papers, ") + scene : std::string("材料 · ") + title, lines);
  compare_lists(joined(a.rules), joined(b.rules), english ? "other rules" : "其他规则", lines);
  compare_lists(joined(a.weights), joined(b.weights), english ? "weights of cross checks" : "核对项的轻重", lines);
  return lines;
}

std::string name_of(const check::RegionTable& table) { return table.title + (table.day.empty() ? "" : " " + table.day); }

}  // namespace

Exit diff_rules_command(const RulesOf& of, const DiffOptions& options, const Common& common) {
  const bool english = common.language == Language::en;
  if (options.b.empty() && options.dates.size() < 2)
    return refuse({core::ErrorCode::bad_input, "Nothing to compare with", options.a,
                   "Name a second region, or two days: claimpack rules diff xiamen --date 2022-12-31 2023-01-01"},
                  common);
  const auto rules = rules_of(of, common);
  if (!rules) return refuse(rules.error(), common);
  const auto day = [&](std::size_t i) {
    return options.dates.empty() ? std::string() : options.dates[std::min(i, options.dates.size() - 1)];
  };
  const auto a = check::region_table(*rules.value(), options.a, day(0), tongue_of(common));
  if (!a) return refuse(a.error(), common);
  const auto b = check::region_table(*rules.value(), options.b.empty() ? options.a : options.b, day(1), tongue_of(common));
  if (!b) return refuse(b.error(), common);
  const auto lines = differences(a.value(), b.value(), english);
  if (common.as_json) {
    json all = json::array();
    for (const auto& [heading, text] : lines) all.push_back({{"of", heading}, {"lines", text}});
    common.out << json{{"a", name_of(a.value())}, {"b", name_of(b.value())}, {"differences", all}}.dump(1) << std::endl;
    return Exit::all_complete;
  }
  common.out << "- " << name_of(a.value()) << "\n+ " << name_of(b.value()) << "\n";
  for (const auto& [heading, text] : lines) common.out << "\n" << heading << "\n" << text;
  if (lines.empty()) common.out << (english ? "no difference" : "没有差别") << "\n";
  common.out << std::flush;
  return Exit::all_complete;
}

}  // namespace claimpack::run
