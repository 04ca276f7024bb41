// What the document's QR code says, put beside what was read.
#pragma once

#include "core/document.hpp"

namespace claimpack::extract {

// A field that the code carries takes the code's value where nothing was read or the reading is weak; where both are
// sound and differ, the print stands and the code is a candidate (the check x.bill.qr tells).
void use_codes(core::Document& document);

}  // namespace claimpack::extract
