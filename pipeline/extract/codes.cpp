#include "extract/codes.hpp"

#include "core/identifiers.hpp"
#include "core/text.hpp"

namespace claimpack::extract {

namespace {

void put(core::Document& document, const core::Code& code, const std::string& name, const std::string& value) {
  if (value.empty()) return;
  auto [at, fresh] = document.fields.try_emplace(name);
  core::Field& field = at->second;
  if (!fresh && field.value == value) {
    field.confidence = std::max(field.confidence, 0.999);
    core::testify(field, core::Witness::code, true, value);
    return;
  }
  // One or two characters apart, or a weak reading: the code's digits are exact, the reader's are not.
  const bool near = !fresh && core::edit_distance(core::to_u32(field.value), core::to_u32(value)) <= 2;
  if (!fresh && !near && field.confidence > 0.9) {
    field.candidates.push_back({value, code.payload, 0.5});
    core::testify(field, core::Witness::code, false, value);
    return;
  }
  if (!fresh) field.candidates.push_back({field.value, field.text, field.confidence});
  if (!fresh) field.read_first = field.value;
  field.value = value, field.text = value, field.confidence = 0.995, field.source = core::Source::code;
  field.witnesses.clear();  // they spoke for what was read
  core::testify(field, core::Witness::code, true, value);
  if (fresh) field.box = code.box, field.page = document.pages.front().page;
}

}  // namespace

void use_codes(core::Document& document) {
  const bool bill =
      document.kind == "inpatient_invoice" || document.kind == "outpatient_invoice" || document.kind == "vat_invoice";
  if (!bill || document.pages.empty()) return;
  for (const auto& code : document.codes) {
    const auto payload = core::parse_bill_payload(code.payload);
    if (!payload) continue;
    put(document, code, "bill_code", payload->bill_code);
    put(document, code, "bill_number", payload->bill_number);
    put(document, code, "check_code", payload->check_code);
    if (payload->issue_date) put(document, code, "issue_date", core::format_date(*payload->issue_date));
    const bool total =
        payload->kind == core::BillPayload::Kind::medical || payload->vat_kind == "31" || payload->vat_kind == "32";
    if (payload->amount && total) put(document, code, "total_amount", core::format_money(*payload->amount));
  }
}

}  // namespace claimpack::extract
