// What could not be done: an Error says what, where, and what a person can do about it.
// A bad document is a Finding (claim.hpp); a bug of our own is an assertion. The three are never mixed.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace claimpack::core {

// Stored in logs and exit codes: the numbers are frozen.
enum class ErrorCode : int {
  unreadable = 1,    // cannot be opened or read (rights, vanished, a device)
  unsupported = 2,   // not a kind of file that the program takes
  damaged = 3,       // cut off, or its bytes contradict its format
  encrypted = 4,     // needs a password
  too_large = 5,     // beyond a limit of the settings (pixels, pages, bytes, ratio)
  unsafe = 6,        // would reach outside its folder (`../`, a symlink)
  empty = 7,         // no bytes, no pages
  bad_input = 8,     // text that does not parse or a value nobody knows
  missing_part = 9,  // a model, font, program or template that must be installed
  disk = 10,         // could not be written
  timeout = 11,      // took longer than its limit
  failed = 12,       // a library gave up
};

struct Error {
  ErrorCode code = ErrorCode::failed;
  std::string what;   // one sentence without a full stop, in English
  std::string place;  // file, page, line:column; empty where there is none
  std::string cure;   // what a person can do, in English
};

// "what (place). cure" in one line.
std::string sentence(const Error& error);
// The same in Chinese for clerks: the code's sentence, place, cure.
std::string sentence_zh(const Error& error);

struct Done {};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    assert(ok());
    return std::get<0>(state_);
  }
  const T& value() const& {
    assert(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    assert(ok());
    return std::get<0>(std::move(state_));
  }
  const Error& error() const {
    assert(!ok());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

}  // namespace claimpack::core
