// The data that an electronic file carries beside its pages (core::EmbeddedData), as a witness of the document's fields.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/document.hpp"
#include "core/result.hpp"

namespace claimpack::extract {

struct DocumentTemplate;

// Which element says which field: templates/documents/embedded/*.yaml.
struct Vocabulary {
  std::string title;
  std::vector<std::string> roots, kinds;
  std::map<std::string, std::vector<std::string>> fields;  // field -> ends of paths, the first that says something counts
  std::string rows;                                        // path of a row of the document's table; empty: none
  std::map<std::string, std::vector<std::string>> columns;
};

// Of the folder `embedded` below `documents`; none where it is not there. Faults with place "file:line".
std::vector<Vocabulary> read_vocabularies(const std::filesystem::path& documents,
                                          const std::map<std::string, DocumentTemplate>& kinds, std::vector<core::Error>& faults);

// A value that the page says too is vouched for. One that the page does not show is put in its field but not sure; one
// that contradicts the page makes neither sure.
void use_embedded(core::Document& document, const std::vector<const core::EmbeddedData*>& data,
                  const std::vector<Vocabulary>& vocabularies, const DocumentTemplate& kind);

}  // namespace claimpack::extract
