//! Which characters no text of an answer may hold. The functions are those of the runtime, to the letter; a test compares
//! them.

/// Whether `c` can hide text, reorder it, start a new line or drive a terminal.
pub(crate) const fn is_unsafe(c: char) -> bool {
    matches!(
        c,
        // C0 controls; DEL and C1 controls.
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        // Bidirectional marks, embeddings, overrides and isolates.
        | '\u{61C}' | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        // Zero width: spaces, joiners, invisible operators, deprecated format controls, byte order mark.
        | '\u{180E}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{FEFF}'
        // Soft hyphen; line and paragraph separator; interlinear annotation and what is reserved before it.
        | '\u{AD}' | '\u{2028}'..='\u{2029}' | '\u{FFF0}'..='\u{FFFB}'
        // Letters and symbols that draw nothing.
        | '\u{34F}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}'
        // Shorthand and musical format controls.
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        // Variation selectors; tags.
        | '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E0FFF}'
    ) || is_noncharacter(c)
}

/// Code points that Unicode keeps for internal use: U+FDD0 to U+FDEF and the last two of every plane.
const fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || (c as u32) & 0xFFFE == 0xFFFE
}
