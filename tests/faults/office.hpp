// A small office for the fault tests: an inbox with made claims, and the two sides of `watch` driven by hand.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "core/ledger.hpp"
#include "run/open_claim.hpp"

namespace claimpack::faults {

namespace fs = std::filesystem;

struct Office {
  fs::path folder;  // in/, out/, data/, coming-in/
  fs::path inbox() const { return folder / "in"; }
  fs::path out() const { return folder / "out"; }
  fs::path data() const { return folder / "data"; }
};

// Templates and rules of the project, a reader that says the same for every page, and no waiting.
std::shared_ptr<const run::Equipment> made_equipment();
// The same with worker processes of its own, one of which is killed every now and then, at instants that `seed` tells.
std::shared_ptr<const run::Equipment> with_workers(const run::Equipment& equipment, unsigned seed);
// A small BMP, another one for every seed.
std::string made_scan(unsigned seed);
// Claim `number` with two or three small scans, none of them like any other, put into the inbox by one rename.
void put_claim(const Office& office, int number);

// Two loose pages of each of `patients`, all in the inbox itself. Each is a claim.
void put_loose(const Office& office, int patients);
// What must hold of them when all is done: a packet for each patient with this patient's pages and nobody else's, all
// originals in done/.
std::vector<std::string> loose_faults(const Office& office, int patients);

// packet.pdf and claim.json of every packet, by folder and name, with their digests.
std::map<std::string, std::string> packets_of(const Office& office);

// One life of the service, until nothing is left to do or `looks_max` is over; dies where the machine does. Trouble with the
// disk is met as watch_command meets it: it is tried again. True: nothing is left.
// `rest_ms`: how long it waits between two looks that found nothing to do.
bool live(const Office& office, const std::shared_ptr<const run::Equipment>& equipment, int looks_max, int rest_ms = 0);

// Every fault of the audit, of the packets' folders, and of what should be there: `claims` claims, each with one packet, all
// scans in done/ with their bytes. `finished` false: only what must hold at any moment.
std::vector<std::string> faults_of(const Office& office, int claims, bool finished);

}  // namespace claimpack::faults
