// What a separator sheet says: "a new claim begins here", and what the counter knows of it already. Its QR code says all, its
// bar code the beginning and the serial, for scans that lose the one or the other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/reading.hpp"

namespace claimpack::run {

struct Separator {
  std::string region, claim_type;  // names as intake.json has them; empty: nothing is said
  bool counter = false;            // a person waits for it: before all others
  std::string serial;              // letters, digits, '-', at most 24; empty: the sheet is used again and again
  bool operator==(const Separator&) const = default;
};

std::string square_text(const Separator& separator);  // "CLAIMPACK:NEW;R=xiamen;T=inpatient;P=counter;S=0007"
std::string bar_text(const Separator& separator);     // "CPNEW-0007", of the counter "CPNEWC-0007"

// Nothing where the text is another's, or says what no sheet of ours does.
std::optional<Separator> parse_separator(const std::string& text);
// Of the page's codes; where both can be read, the QR code's word counts.
std::optional<Separator> separator_on(const core::Reading& page);

// The facts as an intake.json; empty where there are none.
std::string facts_of(const Separator& separator);

}  // namespace claimpack::run
