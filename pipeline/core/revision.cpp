#include "core/revision.hpp"

namespace claimpack::core {

const char* name_of(Need::Type type) {
  switch (type) {
    case Need::Type::field: return "field";
    case Need::Type::absent: return "absent";
    case Need::Type::finding: return "finding";
    case Need::Type::question: return "question";
    case Need::Type::page: return "page";
    case Need::Type::correction: return "correction";
  }
  return "field";
}

}  // namespace claimpack::core
