//! By what an error is recognised when it is met again.

/// One value of one type. The address alone is not enough: an error shares it with its first field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    address: usize,
    type_name: &'static str,
}

impl Identity {
    pub(super) fn of<T: ?Sized>(error: &T) -> Self {
        Self {
            address: std::ptr::from_ref(error).cast::<()>().addr(),
            type_name: std::any::type_name::<T>(),
        }
    }
}
