#include "review/reason_words.hpp"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

namespace claimpack::review {

namespace {

constexpr const char *open_quote = "“", *close_quote = "”", *dots = "…", *stop = "。";

struct Piece {
  std::string name, text;  // a place to be filled in, and what stands behind it; name empty: the beginning
};

std::vector<Piece> pieces_of(const std::string& pattern) {
  std::vector<Piece> pieces(1);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const auto end = pattern[i] == '{' ? pattern.find('}', i) : std::string::npos;
    if (end == std::string::npos) {
      pieces.back().text += pattern[i];
      continue;
    }
    pieces.push_back({pattern.substr(i + 1, end - i - 1), ""});
    i = end;
  }
  return pieces;
}

std::string without_stop(std::string text) {
  const std::string end = stop;
  if (text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0)
    text.resize(text.size() - end.size());
  return text;
}

std::string without_particulars(const std::string& message) {
  std::string words;
  for (std::size_t i = 0; i < message.size();) {
    const auto quote_end = message.compare(i, 3, open_quote) == 0 ? message.find(close_quote, i) : std::string::npos;
    const bool digit = std::isdigit(static_cast<unsigned char>(message[i])) != 0;
    if (quote_end != std::string::npos) i = quote_end + 3;
    else if (digit)
      while (i < message.size() &&
             (std::isdigit(static_cast<unsigned char>(message[i])) || std::string(".,-").find(message[i]) != std::string::npos))
        ++i;
    else {
      words += message[i++];
      continue;
    }
    words += dots;
  }
  return words;
}

}  // namespace

std::string reason_words(const std::string& rule_message, const std::string& message) {
  const auto pieces = pieces_of(rule_message);
  const std::string& first = pieces.front().text;
  if (rule_message.empty() || message.compare(0, first.size(), first) != 0) return without_stop(without_particulars(message));
  std::string words = first;
  std::size_t at = first.size();
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const auto end = pieces[i].text.empty() ? (i + 1 == pieces.size() ? message.size() : at) : message.find(pieces[i].text, at);
    if (end == std::string::npos) return without_stop(without_particulars(message));
    words += (pieces[i].name == "title" ? message.substr(at, end - at) : dots) + pieces[i].text;
    at = end + pieces[i].text.size();
  }
  return without_stop(words);
}

}  // namespace claimpack::review
