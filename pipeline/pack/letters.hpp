// The office's letters: which of them a claim's state calls for, their names and numbers, and their PDFs.
#pragma once

#include <string>
#include <vector>

#include "core/claim.hpp"
#include "pack/fonts.hpp"
#include "pack/pack.hpp"

namespace claimpack::pack {

enum class Letter {
  acceptance,  // 受理通知书
  notice,      // 一次性告知书
  rejection,   // 不予受理通知书, 不予支付决定书
  payment,     // 部分支付说明
  inquiry,     // 协查函
  transfer     // 移送线索
};

struct PlannedLetter {
  Letter letter = Letter::acceptance;
  bool proposal = false;  // a person confirms it first; it says so on every page and bears no seal
};

// accepted, under_review: acceptance; supplement: notice; not_accepted, refused: rejection, a proposal until a person has
// decided. With an acceptance, where something is paid differently: payment, a proposal until `approved`. Where a finding or the
// desk asks for it: inquiry. Where a finding is a lead for the supervision of the fund: transfer, a proposal until a person has
// confirmed it.
std::vector<PlannedLetter> letters_for(const core::Claim& claim, const Settings& settings);

std::string letter_file(Letter letter);  // "acceptance.pdf"
std::string letter_title(Letter letter, const core::Claim& claim, bool english);
// 厦医保补〔2024〕000123号: the office's prefix, the letter's word, year and number of the claim's id; `part`: behind
// the number where one file holds several letters.
std::string letter_number(Letter letter, const core::Claim& claim, const Settings& settings, const std::string& part = "");

// The planned letters' files. The bytes hold no date of the clock.
std::vector<core::Paper> make_letters(const core::Claim& claim, const std::vector<PacketPage>& pages, const Fonts& fonts,
                                      const Settings& settings);

}  // namespace claimpack::pack
