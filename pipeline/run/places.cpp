#include "run/places.hpp"

#include <cstdlib>

namespace claimpack::run {

namespace fs = std::filesystem;

namespace {

bool has_data(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "templates" / "documents", ignored) && fs::is_directory(folder / "models", ignored);
}

Places places_in(const fs::path& folder) {
  Places places;
  places.data = folder;
  places.templates = folder / "templates";
  places.documents = places.templates / "documents";
  places.regions = places.templates / "regions";
  places.lexicons = places.templates / "lexicons";
  places.notices = places.templates / "notices";
  places.models = folder / "models";
  return places;
}

core::Error not_there(const fs::path& folder) {
  return {core::ErrorCode::missing_part, "The folder has no templates/documents and models", folder.string(),
          "Name the folder that has them with --data or CLAIMPACK_DATA"};
}

}  // namespace

core::Result<Places> find_places(const std::string& named) {
  if (!named.empty()) return has_data(named) ? core::Result<Places>(places_in(named)) : not_there(named);
  const char* environment = std::getenv("CLAIMPACK_DATA");
  if (environment && *environment)
    return has_data(environment) ? core::Result<Places>(places_in(environment)) : not_there(environment);
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  for (fs::path folder = program.parent_path(); !folder.empty(); folder = folder.parent_path()) {
    if (has_data(folder)) return places_in(folder);
    if (folder == folder.root_path()) break;
  }
  const fs::path installed = "/usr/share/claimpack";
  if (has_data(installed)) return places_in(installed);
  return not_there(program.empty() ? installed : program.parent_path());
}

}  // namespace claimpack::run
