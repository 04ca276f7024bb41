// extract: a Sheet and its kind's template become a Document: fields and rows, each with candidates and boxes.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/correction.hpp"
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

// The same with what a person says of this document (set_field, accept_field, clear_field, add_item, remove_item; rows by their
// keys). What does not fit it is told in `unfit`.
core::Document extract(const core::Sheet& sheet, const std::vector<const core::Reading*>& pages, const Templates& templates,
                       const std::vector<core::Correction>& said, std::vector<core::UnfitCorrection>& unfit);

// The same in two steps, for who decides one sheet again and again: what no correction changes is found once. Readings and
// templates must outlive what was found. Not for two threads at once.
class FoundSheet;
std::shared_ptr<FoundSheet> find(const core::Sheet& sheet, const std::vector<const core::Reading*>& pages,
                                 const Templates& templates);
core::Document finish(FoundSheet& found, const std::vector<core::Correction>& said, std::vector<core::UnfitCorrection>& unfit);

// A value as a person typed it, in the normal form of the contract. `field` as in corrections: "total_amount", "items[3].amount".
struct TypedValue {
  std::string value;
  std::vector<std::string> list;
  bool is_list = false;
  std::optional<bool> flag;
};
// `kind`: the document's, or the subtype of `other`. Error bad_input where the kind has no such field, or the text is no such
// value.
core::Result<TypedValue> typed_value(const Templates& templates, const std::string& kind, const std::string& field,
                                     const std::string& text);

// What stands at a place of a page (`upright`: on the clean page), as a value of a template's type ("money", "date" …; empty:
// text).
struct PlaceReading {
  std::string text, value;  // value empty: no such value stands there
  double confidence = 0;
  core::Box box;                            // of the characters, on the page as scanned
  std::vector<core::Candidate> candidates;  // other readings that are such values, the likelier first
};
// Error bad_input for a type that nobody knows.
core::Result<PlaceReading> read_place(const core::Reading& page, const core::Box& upright, const std::string& type);

// One claim's documents side by side: a weak reading that its own alternatives make equal to what the others say surely
// becomes that, marked `derived`. A sure reading is never changed.
void agree(std::vector<core::Document>& documents);

}  // namespace claimpack::extract
