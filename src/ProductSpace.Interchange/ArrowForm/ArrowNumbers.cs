using Apache.Arrow;
using Apache.Arrow.Types;

namespace ProductSpace.Interchange.ArrowForm;

/// <summary>Reads numbers of an Arrow array as float32.</summary>
internal static class ArrowNumbers
{
    public static bool CanRead(IArrowType type) => type.TypeId is
        ArrowTypeId.HalfFloat or ArrowTypeId.Float or ArrowTypeId.Double
        or ArrowTypeId.Int8 or ArrowTypeId.UInt8 or ArrowTypeId.Int16 or ArrowTypeId.UInt16
        or ArrowTypeId.Int32 or ArrowTypeId.UInt32 or ArrowTypeId.Int64 or ArrowTypeId.UInt64;

    /// <summary>Copies target.Length numbers from <paramref name="start"/>.</summary>
    public static void Copy(IArrowArray values, int start, Span<float> target) => _ = values switch
    {
        FloatArray array => array.Values.Slice(start, target.Length).TryCopyTo(target),
        DoubleArray array => Convert(array.Values, start, target),
        HalfFloatArray array => Convert(array.Values, start, target),
        Int8Array array => Convert(array.Values, start, target),
        UInt8Array array => Convert(array.Values, start, target),
        Int16Array array => Convert(array.Values, start, target),
        UInt16Array array => Convert(array.Values, start, target),
        Int32Array array => Convert(array.Values, start, target),
        UInt32Array array => Convert(array.Values, start, target),
        Int64Array array => Convert(array.Values, start, target),
        UInt64Array array => Convert(array.Values, start, target),
        _ => throw new InvalidDataException("lists of no numbers"),
    };

    /// <summary>Converts numbers; returns true, so that it can stand in an arm of a switch.</summary>
    private static bool Convert<T>(ReadOnlySpan<T> values, int start, Span<float> target)
        where T : System.Numerics.INumber<T>
    {
        values = values.Slice(start, target.Length);
        for (int i = 0; i < values.Length; i++)
        {
            target[i] = float.CreateTruncating(values[i]);
        }

        return true;
    }
}
