#include "core/claim.hpp"

namespace claimpack::core {

const char* name_of(Severity severity) {
  switch (severity) {
    case Severity::note: return "note";
    case Severity::review: return "review";
    case Severity::supplement: return "supplement";
    case Severity::reject: return "reject";
  }
  return "review";
}

const char* name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::complete: return "complete";
    case Outcome::review: return "review";
    case Outcome::supplement: return "supplement";
    case Outcome::rejected: return "rejected";
  }
  return "review";
}

const char* name_of(ChecklistItem::Status status) {
  switch (status) {
    case ChecklistItem::Status::present: return "present";
    case ChecklistItem::Status::missing: return "missing";
    case ChecklistItem::Status::waived: return "waived";
    case ChecklistItem::Status::unclear: return "unclear";
  }
  return "unclear";
}

const char* name_of(Source source) {
  switch (source) {
    case Source::ocr: return "ocr";
    case Source::text: return "text";
    case Source::code: return "code";
    case Source::derived: return "derived";
    case Source::reviewer: return "reviewer";
  }
  return "ocr";
}

const char* name_of(Witness witness) {
  switch (witness) {
    case Witness::reader: return "reader";
    case Witness::second_reader: return "second_reader";
    case Witness::code: return "code";
    case Witness::text_layer: return "text_layer";
    case Witness::words: return "words";
    case Witness::row_product: return "row_product";
    case Witness::column_sum: return "column_sum";
    case Witness::category_sum: return "category_sum";
    case Witness::page_carry: return "page_carry";
    case Witness::payment_identity: return "payment_identity";
    case Witness::check_digit: return "check_digit";
    case Witness::structure: return "structure";
    case Witness::stay_days: return "stay_days";
    case Witness::lexicon: return "lexicon";
    case Witness::other_document: return "other_document";
    case Witness::seal: return "seal";
    case Witness::reviewer: return "reviewer";
  }
  return "reader";
}

const char* name_of(Absence absence) {
  switch (absence) {
    case Absence::not_printed: return "not_printed";
    case Absence::not_found: return "not_found";
    case Absence::illegible: return "illegible";
  }
  return "not_found";
}

}  // namespace claimpack::core
