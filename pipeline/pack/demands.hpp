// What is asked of the claimant, each thing once, whether the checklist, a finding or both say it.
#pragma once

#include <string>
#include <vector>

#include "core/claim.hpp"
#include "pack/notice_data.hpp"
#include "pack/pack.hpp"

namespace claimpack::pack {

struct Demand {
  std::string title;                  // the paper's name
  std::vector<std::string> problems;  // what is wrong, in Chinese sentences
  std::string place;                  // files and pages; empty for a paper that is not there
  std::string hint;                   // where such a paper comes from, for those who do not know
  std::string cure;                   // what to bring
  struct Basis {
    std::string citation, rule;
    bool operator==(const Basis&) const = default;
  };
  std::vector<Basis> bases;
  std::vector<int> documents;      // that the demand is about
  std::vector<std::string> kinds;  // any of which will do, of a missing paper
  bool missing = false;
  Errand errand = Errand::self;
};

// One demand a paper, with all that is wrong with it. In the order of the errands; within one, missing papers in the
// checklist's order, then faulty ones in the order of the documents, then files that could not be opened (these only beside
// something else: alone they are the clerk's matter). Identity numbers and accounts are masked.
std::vector<Demand> demands_of(const core::Claim& claim, const std::vector<PacketPage>& pages, const NoticeData& data);

// Whether a notice goes out: nothing is asked where rejection is proposed, or where a person decided otherwise.
bool asks_something(const core::Claim& claim);

// "scan_03.jpg 第 1 页"
std::string origin_text(const core::Origin& origin, bool english);

}  // namespace claimpack::pack
