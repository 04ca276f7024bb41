// A font's used part as objects of a PDF.
#pragma once

#define POINTERHOLDER_TRANSITION 4  // std::shared_ptr only, as qpdf 11 asks to be told
#include <qpdf/QPDF.hh>

#include "pack/drawn_pages.hpp"

namespace claimpack::pack {

// A composite font whose codes are the face's own glyph numbers. Null where no part of the face's file can be taken. Throws
// std::runtime_error where the font is damaged.
QPDFObjectHandle embedded_font(QPDF& pdf, const DrawnPages::UsedFont& font);

}  // namespace claimpack::pack
