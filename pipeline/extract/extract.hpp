// extract: a Sheet and its kind's template become a Document: fields and rows, each with candidates and boxes.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/document.hpp"
#include "core/result.hpp"

namespace claimpack::extract {

// The templates of templates/documents, read once. Immutable, safe to share between threads.
class Templates;

// `lexicons`: the folder of templates/lexicons that they name words of; empty: nothing is looked up.
core::Result<std::shared_ptr<const Templates>> load_templates(const std::filesystem::path& documents,
                                                              const std::filesystem::path& lexicons = {});
// Every fault of every template and lexicon (place "file:line"), for `claimpack templates check`.
std::vector<core::Error> check_template_files(const std::filesystem::path& documents, const std::filesystem::path& lexicons = {});

struct TemplateSummary {
  std::string kind, title, file;
  int fields = 0, columns = 0;
};
std::vector<TemplateSummary> list_templates(const Templates& templates);
// The Chinese title of a kind; the kind itself where no template has it.
std::string title_of(const Templates& templates, const std::string& kind);
// Labels, stops and categories of all kinds, folded, without blanks: what forms print.
std::vector<std::u32string> printed_words(const Templates& templates);

// Never fails: what is not found is absent. `pages`: all readings of the claim, indexed as in the sheet.
core::Document extract(const core::Sheet& sheet, const std::vector<const core::Reading*>& pages, const Templates& templates);

// One claim's documents side by side: a weak reading that its own alternatives make equal to what the others say surely
// becomes that, marked `derived`. A sure reading is never changed.
void agree(std::vector<core::Document>& documents);

}  // namespace claimpack::extract
