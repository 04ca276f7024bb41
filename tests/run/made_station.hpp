// An office whose ledger holds read claims: a bill on 1.bmp, a list on 2.bmp, a summary on every other page.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/ledger.hpp"
#include "run/made_scans.hpp"
#include "run/open_claim.hpp"
#include "run/revise.hpp"

namespace claimpack::made {

struct Station {
  Folder folder;
  Double reader;
  std::ostringstream out, err;
  std::unique_ptr<core::Shelf> shelf;
  std::shared_ptr<const run::Equipment> equipment;
  std::unique_ptr<run::RevisedClaims> revised;

  Station();
  // Puts a claim of so many pages into the inbox and has the service take and read it. The ledger's number of it.
  std::int64_t take(const std::string& name, int pages, int seed = 0);
  Outcome once();
  fs::path in(const std::string& name) const { return folder / ("in/" + name); }
  std::vector<std::string> faults();
  nlohmann::json decide(std::int64_t claim, const std::vector<core::Correction>& corrections = {});
  nlohmann::json packet(const std::string& name);
  // Settles and gives all that is said so far.
  std::vector<core::Correction> say(std::int64_t claim, std::vector<core::Correction> made,
                                    const std::vector<std::string>& wanted);
};

core::Correction correction(const std::string& json);
// "documents/0/fields/total_amount/value" of a claim.json, as text; empty where it is not there.
std::string at(const nlohmann::json& claim, const std::string& pointer);

}  // namespace claimpack::made
