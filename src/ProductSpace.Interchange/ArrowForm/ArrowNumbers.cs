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
    public static void Copy(IArrowArray values, int start, Span<float> target)
    {
        switch (values)
        {
            case FloatArray floats:
                floats.Values.Slice(start, target.Length).CopyTo(target);
                break;
            case DoubleArray doubles:
                Convert(doubles.Values, start, target);
                break;
            case HalfFloatArray halves:
                Convert(halves.Values, start, target);
                break;
            case Int8Array integers:
                Convert(integers.Values, start, target);
                break;
            case UInt8Array integers:
                Convert(integers.Values, start, target);
                break;
            case Int16Array integers:
                Convert(integers.Values, start, target);
                break;
            case UInt16Array integers:
                Convert(integers.Values, start, target);
                break;
            case Int32Array integers:
                Convert(integers.Values, start, target);
                break;
            case UInt32Array integers:
                Convert(integers.Values, start, target);
                break;
            case Int64Array integers:
                Convert(integers.Values, start, target);
                break;
            case UInt64Array integers:
                Convert(integers.Values, start, target);
                break;
            default:
                throw new InvalidDataException("lists of no numbers");
        }
    }

    private static void Convert<T>(ReadOnlySpan<T> values, int start, Span<float> target)
        where T : System.Numerics.INumber<T>
    {
        values = values.Slice(start, target.Length);
        for (int i = 0; i < values.Length; i++)
        {
            target[i] = float.CreateTruncating(values[i]);
        }
    }
}
