// What a decision went by, kept for whoever asks why.
#pragma once

#include "check/engine.hpp"
#include "check/explain.hpp"

namespace claimpack::check {

struct Trace {
  std::string day;
  std::vector<const Pack*> layers;
  RuleBook book;
  Facts facts;
  std::vector<const Rule*> exempting;
  std::map<std::string, std::vector<FactSource>> sources;  // by fact
};

// check(), keeping what it went by where `trace` is not null.
core::Result<core::Claim> decide_claim(Case the_case, const Rules& rules, Trace* trace);
// Where each of the facts was taken from.
std::map<std::string, std::vector<FactSource>> sources_of(const Facts& facts, const Dossier& dossier);

}  // namespace claimpack::check
