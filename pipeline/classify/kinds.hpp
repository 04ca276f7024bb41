// What templates/documents say about recognising kinds.
#pragma once

#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "classify/classify.hpp"

namespace claimpack::classify {

struct Phrase {
  std::u32string text;
  double score = 1;
};

struct KindWords {
  std::string kind;
  std::string published_kind, published_subtype;         // how claim.json names it
  bool many_pages = false;                               // a document of this kind may run over several pages
  bool two_sides = false;                                // a card: front and back may be two pages
  bool several_a_page = false;                           // papers of this kind are photographed together
  std::vector<Phrase> titles;                            // headings; the best one counts
  std::vector<Phrase> words;                             // anywhere; each counts, negative ones speak against
  std::vector<std::pair<std::wregex, double>> patterns;  // structures anywhere: a bill code's class, a card number
  std::vector<Phrase> front, back;                       // words of a card's sides
};

// Words before what the pages of one paper share (templates/documents/pages/words.yaml), folded, without blanks.
struct PageWords {
  std::vector<std::u32string> names, name_ends, numbers;
};

class Kinds {
 public:
  std::vector<KindWords> all;
  PageWords pages;
};

struct PageKind {
  const KindWords* kind = nullptr;  // null: nothing spoke for any kind
  double score = 0, title = 0, confidence = 0;
};

PageKind kind_of(const core::Reading& page, const Kinds& kinds);

}  // namespace claimpack::classify
