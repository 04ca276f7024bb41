// check: documents, intake and the region's rules become a Claim with findings, checklist and outcome.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/calibration.hpp"
#include "core/claim.hpp"

namespace claimpack::check {

// The rule packs of templates/regions, read once. Immutable, safe to share between threads.
class Rules;

struct RegionName {
  std::string id;     // "xiamen"
  std::string title;  // "厦门市"
};

// Reads every pack of the folder. An Error names file and line of the first fault.
core::Result<std::shared_ptr<const Rules>> load_rules(const std::filesystem::path& regions);
std::vector<RegionName> regions_of(const Rules& rules);
// The pack's id for an id ("xiamen") or a Chinese place name that holds its title ("福建省厦门市"); empty stays empty.
// An Error (bad_input) names the known regions.
core::Result<std::string> region_id(const Rules& rules, const std::string& region);
// Every fault of every pack ("file:line: what; cure"), for `claimpack templates check`.
std::vector<core::Error> check_rule_files(const std::filesystem::path& regions);
// The same fault in Chinese; a part that nobody translated stays English.
core::Error fault_in_chinese(const core::Error& fault);
// (id, pack file, severity, citation) of every rule, for `claimpack templates list`.
struct RuleSummary {
  std::string id, file, severity, citation;
};
std::vector<RuleSummary> list_rules(const Rules& rules);

// What the check looks at besides the documents.
struct PageFacts {
  core::Origin origin;
  core::Quality quality;
  bool lost = false;                    // could not be read at all
  std::vector<core::TextFault> faults;  // where the file's text and its picture part
  int width = 0, height = 0;            // of the page as scanned
  core::PagePrint print;                // how its ink lies, for finding the same sheet again; empty: not known
  std::string text;                     // its lines, each with '\n'
};

// A bill of a claim that came before this one.
struct EarlierBill {
  std::string bill_code, bill_number, claim_id;
};

// Of a loose page: why it may not be this claimant's.
struct PageDoubt {
  std::string why;  // Chinese, with the file's name
  int page = -1;    // its first; -1: of no page in particular
};

struct Case {
  core::Intake intake;
  std::string region;  // resolved: intake, else --region, else settings; empty if nobody said
  std::vector<core::Document> documents;
  std::vector<PageFacts> pages;  // by page index as in Document::pages
  std::vector<int> blank_pages;
  std::vector<PageDoubt> doubts;
  std::vector<EarlierBill> earlier_bills;  // of earlier claims, for x.bill.dup_history; empty: none known
  std::string rules_of;                    // YYYY-MM-DD: the day whose rules hold; empty: of submission, else of treatment
  std::string today;                       // YYYY-MM-DD, for clocks that run out; empty: not checked
  // What the office has configured for its region, before the pack's own `facts`: {"special_sidebar", "true"}.
  std::map<std::string, std::string> region_facts;
  // A reviewer's, in their order, undone ones among them: answers and dismissals are looked at. What was done to pages and fields
  // is in the documents already; `unfit` says what of it could not be.
  std::vector<core::Correction> corrections;
  std::vector<core::UnfitCorrection> unfit;
};

// Calls the witnesses of every value and sets its confidence to how often such values were right; what is at least as sure
// as the promise asks (a share of wrong ones, with its bound; see core::confidence_for), and has a witness that nobody
// contradicts, is accepted; so is what a person said or confirmed, whoever contradicts. Once for a claim's documents, before
// check.
void weigh(std::vector<core::Document>& documents, const core::Intake& intake, const core::Calibration& calibration,
           double promise);

// Never fails: what cannot be decided becomes a review finding. An unknown `region` is an Error that names the known.
core::Result<core::Claim> check(Case the_case, const Rules& rules);

}  // namespace claimpack::check
