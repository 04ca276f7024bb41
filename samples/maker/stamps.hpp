// Seals and codes. Each leaves its mark on the canvas.
#pragma once

#include <string>

#include "canvas.hpp"

namespace claimpack::samples {

// A round seal: a name along the arc, a star, a line of words below it.
void round_seal(Canvas& canvas, double x, double y, double radius, const std::string& name, const std::string& below);
// An upright ellipse that hospitals put on bills: name along the arc, a number in the middle, words below.
void oval_seal(Canvas& canvas, double x, double y, const std::string& name, const std::string& number, const std::string& below);
// The finance department's ellipse in the head of a bill.
void supervision_seal(Canvas& canvas, double x, double y, const std::string& province);
// A rectangle with words: 急诊, 与原件核对无误.
void word_seal(Canvas& canvas, const Place& box, const std::string& words);
void qr_code(Canvas& canvas, double x, double y, double size, const std::string& payload);
void code128(Canvas& canvas, const Place& box, const std::string& payload);

}  // namespace claimpack::samples
