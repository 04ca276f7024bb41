#include "extract/made_reading.hpp"

#include <stdexcept>

namespace claimpack::extract::made {

const Templates& templates() {
  static const auto loaded = load_templates(CLAIMPACK_SOURCE "/templates/documents", CLAIMPACK_SOURCE "/templates/lexicons");
  if (!loaded.ok()) throw std::runtime_error(core::sentence(loaded.error()));
  return *loaded.value();
}

core::Document extracted(const std::string& kind, const std::vector<const core::Reading*>& pages) {
  core::Sheet sheet;
  sheet.kind = kind, sheet.confidence = 1;
  for (std::size_t i = 0; i < pages.size(); ++i) sheet.pages.push_back({int(i), {}});
  return extract(sheet, pages, templates());
}

core::Document extracted(const std::string& kind, const core::Reading& page) {
  return extracted(kind, std::vector<const core::Reading*>{&page});
}

std::string cell(const core::Row& row, const std::string& name) {
  const auto found = row.find(name);
  return found == row.end() ? std::string() : found->second.value;
}

}  // namespace claimpack::extract::made
