// What cover and notice say of a claim: who, where, when, how much. Read from the intake first, then from the papers.
#pragma once

#include <string>
#include <vector>

#include "core/claim.hpp"
#include "core/money.hpp"

namespace claimpack::pack {

struct Bill {
  int document = -1;  // index into Claim::documents
  std::string code, number, issue_date;
  std::string hospital, inpatient_number, dates;  // of its own, else the claim's
  std::string total;                              // grouped for people, "" where unread
  core::Fen fen = 0;
  bool sure = false;      // number and total may be taken without a person
  bool repeated = false;  // the same code and number stands on an earlier paper: not counted again
};

struct Facts {
  std::string name, masked_identity;
  std::string sex;
  std::string identity;  // in full: for claim-internal use and, where the office says so, letters to hospitals
  std::string account;   // "中国银行 尾号 0018", empty: no account among the papers
  std::string hospital;  // several: parted by "、"
  std::string dates;     // "2024-04-20 至 2024-04-28" or "2024-04-20"; several: parted by "；"
  std::vector<Bill> bills;
  core::Fen total = 0;
  bool total_sure = false;  // every bill could be read and is sure
};

Facts facts_of(const core::Claim& claim);

}  // namespace claimpack::pack
