using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProductSpace.VectorData.Values;

/// <summary>
/// Types whose bytes in memory, little-endian, are those in a file, and all of whose bit patterns are values.
/// </summary>
internal readonly struct PlainCodec<T, TKind> : IScalarCodec<T>
    where T : unmanaged, IComparisonOperators<T, T, bool>
    where TKind : struct, IKind
{
    public static ValueKind Kind => TKind.Kind;

    public static int Width => Unsafe.SizeOf<T>();

    public static T Read(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<T>(bytes);

    public static void Write(T value, Span<byte> bytes) => MemoryMarshal.Write(bytes, in value);

    public static bool AreEqual(T left, T right) => left == right;

    public static bool IsLess(T left, T right) => left < right;
}

/// <summary>A kind as a type argument.</summary>
internal interface IKind
{
    static abstract ValueKind Kind { get; }
}

internal readonly struct BooleanCodec : IScalarCodec<bool>
{
    public static ValueKind Kind => ValueKind.Boolean;

    public static int Width => 1;

    public static bool Read(ReadOnlySpan<byte> bytes) => bytes[0] != 0;

    public static void Write(bool value, Span<byte> bytes) => bytes[0] = value ? (byte)1 : (byte)0;

    public static bool AreEqual(bool left, bool right) => left == right;

    public static bool IsLess(bool left, bool right) => !left && right;
}

internal readonly struct DecimalCodec : IScalarCodec<decimal>
{
    private const int MaxScale = 28;

    public static ValueKind Kind => ValueKind.Decimal;

    public static int Width => 16;

    public static decimal Read(ReadOnlySpan<byte> bytes)
    {
        int low = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        int middle = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        int high = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        int scale = bytes[12];
        return scale <= MaxScale && bytes[13] <= 1
            ? new decimal(low, middle, high, bytes[13] == 1, (byte)scale)
            : throw new InvalidDataException($"a decimal of scale {scale} cannot be; the most is {MaxScale}");
    }

    public static void Write(decimal value, Span<byte> bytes)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, parts[0]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], parts[1]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], parts[2]);
        bytes[12] = (byte)(parts[3] >> 16);
        bytes[13] = parts[3] < 0 ? (byte)1 : (byte)0;
        bytes[14] = 0;
        bytes[15] = 0;
    }

    public static bool AreEqual(decimal left, decimal right) => left == right;

    public static bool IsLess(decimal left, decimal right) => left < right;
}

/// <summary>Ticks and kind; two times are compared by their ticks alone, as C# does.</summary>
internal readonly struct DateTimeCodec : IScalarCodec<DateTime>
{
    private const int KindShift = 62;

    public static ValueKind Kind => ValueKind.DateTime;

    public static int Width => 8;

    public static DateTime Read(ReadOnlySpan<byte> bytes)
    {
        ulong bits = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        long ticks = (long)(bits & ((1UL << KindShift) - 1));
        ulong kind = bits >> KindShift;
        return ticks <= DateTime.MaxValue.Ticks && kind <= (ulong)DateTimeKind.Local
            ? new DateTime(ticks, (DateTimeKind)kind)
            : throw new InvalidDataException($"a time of {ticks} ticks and kind {kind} cannot be");
    }

    public static void Write(DateTime value, Span<byte> bytes) =>
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)value.Ticks | ((ulong)value.Kind << KindShift));

    public static bool AreEqual(DateTime left, DateTime right) => left == right;

    public static bool IsLess(DateTime left, DateTime right) => left < right;
}

/// <summary>Ticks of the clock and minutes of the offset; two times are compared as moments.</summary>
internal readonly struct DateTimeOffsetCodec : IScalarCodec<DateTimeOffset>
{
    private const int MaxOffsetMinutes = 14 * 60;

    public static ValueKind Kind => ValueKind.DateTimeOffset;

    public static int Width => 10;

    public static DateTimeOffset Read(ReadOnlySpan<byte> bytes)
    {
        long ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        int minutes = BinaryPrimitives.ReadInt16LittleEndian(bytes[8..]);
        long moment = unchecked(ticks - (minutes * TimeSpan.TicksPerMinute));
        return (ulong)ticks <= (ulong)DateTime.MaxValue.Ticks
            && Math.Abs(minutes) <= MaxOffsetMinutes
            && (ulong)moment <= (ulong)DateTime.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes))
            : throw new InvalidDataException($"a time of {ticks} ticks and offset {minutes} minutes cannot be");
    }

    public static void Write(DateTimeOffset value, Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value.Ticks);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[8..], (short)value.TotalOffsetMinutes);
    }

    public static bool AreEqual(DateTimeOffset left, DateTimeOffset right) => left == right;

    public static bool IsLess(DateTimeOffset left, DateTimeOffset right) => left < right;
}

internal readonly struct DateOnlyCodec : IScalarCodec<DateOnly>
{
    public static ValueKind Kind => ValueKind.DateOnly;

    public static int Width => 4;

    public static DateOnly Read(ReadOnlySpan<byte> bytes)
    {
        int day = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        return (uint)day <= (uint)DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber(day)
            : throw new InvalidDataException($"a date of day {day} cannot be");
    }

    public static void Write(DateOnly value, Span<byte> bytes) =>
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value.DayNumber);

    public static bool AreEqual(DateOnly left, DateOnly right) => left == right;

    public static bool IsLess(DateOnly left, DateOnly right) => left < right;
}

internal readonly struct TimeOnlyCodec : IScalarCodec<TimeOnly>
{
    public static ValueKind Kind => ValueKind.TimeOnly;

    public static int Width => 8;

    public static TimeOnly Read(ReadOnlySpan<byte> bytes)
    {
        long ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return (ulong)ticks <= (ulong)TimeOnly.MaxValue.Ticks
            ? new TimeOnly(ticks)
            : throw new InvalidDataException($"a time of day of {ticks} ticks cannot be");
    }

    public static void Write(TimeOnly value, Span<byte> bytes) =>
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value.Ticks);

    public static bool AreEqual(TimeOnly left, TimeOnly right) => left == right;

    public static bool IsLess(TimeOnly left, TimeOnly right) => left < right;
}

internal readonly struct TimeSpanCodec : IScalarCodec<TimeSpan>
{
    public static ValueKind Kind => ValueKind.TimeSpan;

    public static int Width => 8;

    public static TimeSpan Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadInt64LittleEndian(bytes));

    public static void Write(TimeSpan value, Span<byte> bytes) =>
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value.Ticks);

    public static bool AreEqual(TimeSpan left, TimeSpan right) => left == right;

    public static bool IsLess(TimeSpan left, TimeSpan right) => left < right;
}

/// <summary>The bytes of a Guid as .NET orders them.</summary>
internal readonly struct GuidCodec : IScalarCodec<Guid>
{
    public static ValueKind Kind => ValueKind.Guid;

    public static int Width => 16;

    public static Guid Read(ReadOnlySpan<byte> bytes) => new(bytes);

    public static void Write(Guid value, Span<byte> bytes) => value.TryWriteBytes(bytes);

    public static bool AreEqual(Guid left, Guid right) => left == right;

    public static bool IsLess(Guid left, Guid right) => left < right;
}
