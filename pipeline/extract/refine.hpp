// Refinements: how one hospital's paper of a kind calls its fields and columns, shown by a person. They go before the kind's own
// labels on papers that name the hospital, and on no others.
//
//   refines: inpatient_invoice
//   hospital: 样例市第一人民医院
//   fields: {total_amount: [应缴总额]}
//   columns: {amount: [计价]}
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "extract/extract.hpp"

namespace claimpack::extract {

struct Refinement {
  std::string kind, hospital;
  std::map<std::string, std::vector<std::string>> fields, columns;  // name -> labels as printed
};

// Error bad_input with file and line: a kind, field or column that the templates do not have, a hospital or label that is too
// short.
core::Result<Refinement> read_refinement(const std::string& yaml, const std::string& file, const Templates& templates);
// Read again by read_refinement; the same refinement gives the same text.
std::string refinement_yaml(const Refinement& refinement);

// The templates with refinements beside them. Error as read_refinement's.
core::Result<std::shared_ptr<const Templates>> refined(const Templates& templates, const std::vector<Refinement>& refinements);
// With those of a folder's *.yaml, in the order of their names; a folder that is not there has none.
core::Result<std::shared_ptr<const Templates>> refined_by_folder(std::shared_ptr<const Templates> templates,
                                                                 const std::filesystem::path& folder);

// What a page's print at a place (`upright`: on the clean page) is as a label: folded, without blanks, colon and brackets.
std::string label_at(const core::Reading& page, const core::Box& upright);

}  // namespace claimpack::extract
