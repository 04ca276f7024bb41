// Values of truth and prediction in one form, so that they can be compared: what counts as the same value.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace claimpack::run {

// The fields that are compared, by kind; nothing for a kind without fields.
const std::vector<std::string>& scored_fields(const std::string& kind);
// The columns of the kind's table that are compared.
const std::vector<std::string>& scored_columns(const std::string& kind);
bool is_long_text(const std::string& field);  // measured by characters too

// What stands in a field: itself, or its "value" where it is an object. `confidence` where the object has one.
struct FieldValue {
  nlohmann::json value;
  std::optional<double> confidence;
  bool empty() const;
};
FieldValue field_value(const nlohmann::json& field);

// Exact: as the README's contract has it; lists sorted and joined. Lenient: blanks, punctuation, width and case left out too.
std::string exact_form(const std::string& field, const nlohmann::json& value);
std::string lenient_form(const std::string& field, const nlohmann::json& value);
// Without blanks, punctuation, width and case.
std::string bare_text(const std::string& text);
std::string plain_text(const nlohmann::json& value);

}  // namespace claimpack::run
