// `claimpack templates`: what the program knows of documents and regions, and whether it is well-formed.
#include "run/commands.hpp"
#include "run/knowledge.hpp"
#include "run/summary.hpp"
#include "run/table.hpp"

namespace claimpack::run {

Exit list_templates_command(const Common& common) {
  const auto places = find_places(common.data);
  if (!places) return refuse(places.error(), common);
  const auto knowledge = load_knowledge(places.value());
  if (!knowledge) return refuse(knowledge.error(), common);
  std::vector<std::vector<std::string>> kinds{{"kind", "title", "fields", "columns", "file"}};
  for (const auto& each : extract::list_templates(*knowledge.value().templates))
    kinds.push_back({each.kind, each.title, std::to_string(each.fields), std::to_string(each.columns), each.file});
  std::vector<std::vector<std::string>> regions{{"region", "title"}}, rules{{"rule", "severity", "file", "citation"}};
  for (const auto& each : check::regions_of(*knowledge.value().rules)) regions.push_back({each.id, each.title});
  for (const auto& each : check::list_rules(*knowledge.value().rules))
    rules.push_back({each.id, each.severity, each.file, each.citation});
  common.out << table(kinds, {2, 3}) << "\n" << table(regions) << "\n" << table(rules) << std::flush;
  return Exit::all_complete;
}

Exit check_templates_command(const Common& common) {
  const auto places = find_places(common.data);
  if (!places) return refuse(places.error(), common);
  auto faults = extract::check_template_files(places.value().documents, places.value().lexicons);
  if (faults.empty())  // what the check of the templates has not named already
    if (const auto kinds = classify::load_kinds(places.value().documents); !kinds) faults.push_back(kinds.error());
  const auto rule_faults = check::check_rule_files(places.value().regions);
  faults.insert(faults.end(), rule_faults.begin(), rule_faults.end());
  if (const auto notices = pack::load_notice_data(places.value().notices); !notices) faults.push_back(notices.error());
  // Compilers' form, so that editors jump to the line.
  for (const auto& fault : faults)
    common.out << fault.place << ": " << fault.what << (fault.cure.empty() ? "" : ". " + fault.cure) << "\n";
  if (faults.empty())
    common.out << (common.language == Language::en ? "All templates and rules are well-formed\n" : "模板和规则全部有效\n");
  common.out << std::flush;
  return faults.empty() ? Exit::all_complete : Exit::nothing_done;
}

}  // namespace claimpack::run
