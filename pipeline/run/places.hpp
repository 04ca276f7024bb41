// Where the program's templates and models lie.
#pragma once

#include <filesystem>
#include <string>

#include "core/result.hpp"

namespace claimpack::run {

struct Places {
  std::filesystem::path data;  // the folder that holds the others
  std::filesystem::path templates, documents, regions, lexicons, notices;
  std::filesystem::path models;
};

// `named` (--data), else the environment's CLAIMPACK_DATA, else the first folder above the program itself that has
// templates/documents and models, else /usr/share/claimpack. Error missing_part says which was looked at.
core::Result<Places> find_places(const std::string& named);

}  // namespace claimpack::run
