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

}  // namespace claimpack::core
