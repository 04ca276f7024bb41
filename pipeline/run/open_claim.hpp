// A claim between its opening and its packet, and how its pages are told apart: read, blank, lost.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "check/check.hpp"
#include "classify/classify.hpp"
#include "core/claim.hpp"
#include "pack/pack.hpp"
#include "receive/receive.hpp"
#include "run/knowledge.hpp"
#include "run/readers.hpp"
#include "run/settings.hpp"

namespace claimpack::run {

// CPU seconds of the thread that did the work, by room; programs that a room runs are not in here.
struct StageTimes {
  double receive = 0, decode = 0, clean = 0, read = 0, classify = 0, extract = 0, check = 0, pack = 0;
  StageTimes& operator+=(const StageTimes& other);
  double sum() const { return receive + decode + clean + read + classify + extract + check + pack; }
};

class Isolation;

// All that a journey needs besides the claim. Copied into the works that read pages.
struct Equipment {
  std::shared_ptr<Isolation> isolation;  // null: pages are read by this process itself
  Readers readers;
  Knowledge knowledge;
  Settings settings;
};

// One page of the claim, once it is read; a page that could not be read keeps its origin and says why.
struct PageRecord {
  core::Reading reading;
  core::EncodedImage original;                   // as its file holds it, for the packet
  const receive::PendingPage* source = nullptr;  // null: a whole file that could not be opened
  bool decoded = false;                          // its picture can be had
  int turned = 0;                                // clockwise degrees that a person turned it by when it was read
  bool whole_file = false;                       // stands for a file that could not be opened
  std::optional<core::Error> lost;
  std::string aside;  // Chinese: why it is no page of the claim though it was read (a separator sheet); empty: it is one
  StageTimes times;
};

// A claim between its opening and its packet.
struct OpenClaim {
  std::string claim_id;  // unique in the run
  std::string label;     // what the log calls it; empty: its claim_id and its files' names
  core::Intake intake;
  std::string region;  // of the intake, else of the command line, else of the settings
  receive::Received received;
  std::vector<PageRecord> pages;  // as received, then one for each file that could not be opened
  std::filesystem::path steps;    // where the film strip goes; empty: nowhere
  std::filesystem::path kept;     // a film strip whose readings are taken instead of reading the scans again; empty: none
  std::vector<check::EarlierBill> earlier_bills;  // of the claims decided before this one
  std::vector<core::Correction> corrections;      // a reviewer's, in the order of their ids, undone ones among them
  int revision = 0;                               // of the packet that is to be made
  std::vector<std::string> doubts;                // Chinese: pages of which it is not sure that they are this claimant's
  StageTimes times;
};

std::string called(const OpenClaim& open);
std::string called(const OpenClaim& open, const core::Origin& page, int number);

// Makes the records of all pages: one for each page received and for each file that could not be opened, so that nothing
// is silently lost. Error empty where there is neither.
core::Result<std::vector<PageRecord>> open_pages(const receive::Received& received);
// A page that could not be read or was given up.
PageRecord lost_page(const receive::PendingPage& page, const core::Error& error, bool decoded);
core::Error page_timeout(const core::Origin& origin, int seconds);
int lost_pages(const OpenClaim& open);

// Of the claim's pages, by index; lost pages among them.
std::vector<const core::Reading*> readings_of(const OpenClaim& open);
// Those that were read, with their indices among the claim's pages.
struct Readable {
  std::vector<const core::Reading*> readings;
  std::vector<int> indices;
};
Readable readable_pages(const OpenClaim& open);
// Pages that show what an earlier one shows (earlier, later), as indices among the readable pages.
std::vector<std::pair<int, int>> pages_again(const Readable& readable);
// From indices among the readable pages to indices among the claim's pages.
void renumber(classify::Classified& classified, const std::vector<int>& indices);

// Separator sheets among the pages read are no paper of the claim: they are set aside, each with its reason.
void set_sheets_aside(OpenClaim& open);

// What a claim says of itself before it is decided: inputs, what was set aside, templates, models, program.
core::Claim claim_of(const OpenClaim& open, const Equipment& equipment);
// Takes the documents out of `found`.
check::Case case_of(const OpenClaim& open, core::Claim& found);
// The claim's bills, for the claims that come after it.
std::vector<check::EarlierBill> bills_of(const core::Claim& claim);
// What `check` does not know of: provenance, files set aside, blank pages.
void take_provenance(core::Claim& claim, core::Claim&& found);
std::vector<pack::PacketPage> packet_pages(const OpenClaim& open);

}  // namespace claimpack::run
