#include "check/rules.hpp"

#include "check/rule_file.hpp"

namespace claimpack::check {

const Pack* Rules::pack(const std::string& id) const {
  const auto found = packs.find(id);
  return found == packs.end() ? nullptr : &found->second;
}

const Pack* Rules::resolve(const std::string& region) const {
  if (const auto* exact = pack(region)) return exact;
  const Pack* best = nullptr;
  std::size_t length = 0;
  const auto consider = [&](const Pack& candidate, const std::string& name) {
    // Of "吉林省长春市" the narrower place is meant: a name further back wins, then the longer one.
    const auto at = name.empty() ? std::string::npos : region.find(name);
    if (at == std::string::npos) return;
    const auto end = at + name.size();
    if (end > length) best = &candidate, length = end;
  };
  for (const auto& [id, candidate] : packs) {
    if (id == "national") continue;
    consider(candidate, candidate.title);
    for (const auto& name : candidate.names) consider(candidate, name);
  }
  return best;
}

std::vector<const Pack*> Rules::layers(const std::string& id) const {
  std::vector<const Pack*> layers;
  for (const auto* layer = pack(id); layer; layer = pack(layer->parent)) {
    layers.push_back(layer);
    if (layer->id == "national" || layers.size() > packs.size()) break;
  }
  if (layers.empty() || layers.back()->id != "national")
    if (const auto* national = pack("national")) layers.push_back(national);
  return layers;
}

core::Result<std::shared_ptr<const Rules>> load_rules(const std::filesystem::path& regions) {
  auto folder = read_rule_folder(regions);
  if (!folder.faults.empty()) {
    auto first = folder.faults.front();
    if (folder.faults.size() > 1)
      first.cure += "; " + std::to_string(folder.faults.size() - 1) + " more faults: claimpack rules check";
    return first;
  }
  return std::shared_ptr<const Rules>(std::make_shared<Rules>(std::move(folder.rules)));
}

std::vector<core::Error> check_rule_files(const std::filesystem::path& regions) { return read_rule_folder(regions).faults; }

std::vector<RegionName> regions_of(const Rules& rules) {
  std::vector<RegionName> names;
  for (const auto& [id, pack] : rules.packs)
    if (id != "national") names.push_back({id, pack.title});
  return names;
}

std::vector<RuleSummary> list_rules(const Rules& rules) {
  std::vector<RuleSummary> list;
  for (const auto& [id, pack] : rules.packs)
    for (const auto& rule : pack.rules) {
      const bool weighs = rule.effect == Rule::Effect::finding || rule.effect == Rule::Effect::materials;
      const char* words[] = {"", "", "pay", "exempt", "duty"};
      list.push_back(
          {rule.id, rule.file, weighs ? core::name_of(rule.severity) : words[static_cast<int>(rule.effect)], rule.citation});
    }
  for (const auto& [id, spec] : rules.checks) list.push_back({id, "checks.yaml", core::name_of(spec.severity), spec.citation});
  return list;
}

}  // namespace claimpack::check
