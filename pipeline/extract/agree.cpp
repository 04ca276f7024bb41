#include "extract/extract.hpp"

#include <algorithm>
#include <map>

#include "core/text.hpp"

namespace claimpack::extract {

namespace {

constexpr double sure = 0.9;

bool is_person(const std::string& field) { return field == "patient_name" || field == "payer_name" || field == "name"; }
bool is_number(const std::string& field) {
  return field == "id_number" || field == "inpatient_number" || field == "outpatient_number";
}

// Whether the reader itself offered the value: it is among the field's candidates.
bool offered(const core::Field& field, const std::string& value) {
  return std::any_of(field.candidates.begin(), field.candidates.end(),
                     [&](const core::Candidate& c) { return c.value == value; });
}

// Characters apart that a weak reading may be from the sure one: a third of its length.
bool near(const std::string& a, const std::string& b) {
  const auto x = core::to_u32(a), y = core::to_u32(b);
  return core::edit_distance(x, y) * 3 <= int(std::max(x.size(), y.size()));
}

void take(core::Field& field, const std::string& value, double confidence) {
  if (!offered(field, field.value)) field.candidates.push_back({field.value, field.text, field.confidence});
  if (field.value != value) field.read_first = field.value, field.witnesses.clear();
  field.value = value;
  field.confidence = std::max(field.confidence, confidence);
  field.source = core::Source::derived;
}

// Values of a field that documents say surely, with how many say so.
template <class Belongs>
std::map<std::string, int> sure_values(const std::vector<core::Document>& documents, Belongs belongs) {
  std::map<std::string, int> count;
  for (const auto& document : documents)
    for (const auto& [name, field] : document.fields)
      if (belongs(name) && field.confidence >= sure && !field.value.empty()) ++count[field.value];
  return count;
}

template <class Belongs, class Fits>
void settle(std::vector<core::Document>& documents, Belongs belongs, Fits fits, int witnesses_min) {
  const auto known = sure_values(documents, belongs);
  for (auto& document : documents)
    for (auto& [name, field] : document.fields) {
      if (!belongs(name) || field.confidence >= sure || field.value.empty()) continue;
      const std::pair<const std::string, int>* best = nullptr;
      for (const auto& value : known)
        if (value.second >= witnesses_min && fits(field, value.first) && (!best || value.second > best->second)) best = &value;
      if (best) take(field, best->first, best->first == field.value ? 0.96 : 0.8);
    }
}

}  // namespace

void agree(std::vector<core::Document>& documents) {
  settle(
      documents, is_person, [](const core::Field& f, const std::string& v) { return f.value == v || offered(f, v); }, 2);
  settle(
      documents, is_number, [](const core::Field& f, const std::string& v) { return f.value == v || offered(f, v); }, 2);
  // Hospital names are long: a seal over one leaves enough of it to tell which it is.
  settle(
      documents, [](const std::string& name) { return name == "hospital_name"; },
      [](const core::Field& f, const std::string& v) { return near(f.value, v); }, 2);
}

}  // namespace claimpack::extract
