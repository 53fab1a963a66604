use crate::http::{ask};
use crate::schema::{sealed};
#[test]
fn dump() {
    for f in ["constant","params","transparent","credentials","tooMany","database","foreign","violations","converted","convertedTransaction","commitFailed","boxedSecure","generic","extended","tampered","idiom","text","boxed","annotated","missing","missingUnchecked","added","panics","guarded","members","pay(iban: \"x\")","order(pieces: 11)","order(pieces: 1000)","order(pieces: \"x\")","rows { owner }","nope","hiddenSuperAdmim","{","rows{rows{rows{rows{rows{owner}}}}}", "constant idiom"] {
        let t = ask(sealed(), &format!("{{ {f} }}"));
        println!("== {f}\n{} {}\n", t.status, t.body);
        for r in &t.records { println!("   {r}"); }
    }
}
