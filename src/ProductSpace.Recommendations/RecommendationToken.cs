using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace ProductSpace.Recommendations;

/// <summary>
/// Says where a shown recommendation came from: snapshot, placement, variant, position, source, and the propensity of
/// an exploration slot. A shop writes it into its log of what was shown, so that clicks can be attributed later. Its
/// text is short and fits into a URL as it is. It names no shopper and no product, and its checksum finds damage, not
/// forgery: trust only tokens that the shop logged itself. A value, safe from any thread.
/// </summary>
/// <remarks>
/// Text is base64url without padding of: version (1 byte), source (1), snapshot (4), position (2), propensity (4),
/// placement and variant, each with its length before it (1), checksum (4): the low half of XXH3 of all before.
/// Numbers are little-endian. One value has one text.
/// </remarks>
public readonly record struct RecommendationToken
{
    /// <summary>Largest number of characters of a placement or variant.</summary>
    public const int MaxNameLength = 32;

    /// <summary>Largest number of characters of a token.</summary>
    public const int MaxLength = 110;

    private const byte Version = 1;
    private const int PlacementAt = 12;
    private const int ChecksumBytes = 4;
    private const int MinBytes = PlacementAt + 3 + ChecksumBytes;
    private const int MaxBytes = PlacementAt + 2 + (2 * MaxNameLength) + ChecksumBytes;

    private static readonly SearchValues<char> s_nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly SearchValues<char> s_tokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>
    /// First 32 bits of the content hash of the snapshot that answered; see <see cref="SnapshotOf"/>.
    /// </summary>
    public uint Snapshot { get; init; }

    /// <summary>Name of the placement: 1 to 32 ASCII letters, digits, '-', '_' or '.'.</summary>
    public required string Placement { get; init; }

    /// <summary>Variant of an experiment, of the same characters; null or empty outside one.</summary>
    public string? Variant { get; init; }

    /// <summary>Place in the answer, from 1 to 65,535.</summary>
    public required int Position { get; init; }

    /// <summary>Source of the recommendation.</summary>
    public RecommendationSource Source { get; init; }

    /// <summary>
    /// Probability with which an exploration slot drew this product, above 0 to 1; 0 for a product that was not drawn.
    /// </summary>
    public float Propensity { get; init; }

    /// <summary>Returns the first 32 bits of the content hash of a snapshot. Allocates nothing.</summary>
    /// <param name="index">An open snapshot.</param>
    public static uint SnapshotOf(ProductIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return uint.Parse(
            index.Info.ContentHash.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>Writes the token as text. Allocates nothing.</summary>
    /// <param name="destination">Receives the text; <see cref="MaxLength"/> characters are always enough.</param>
    /// <param name="charsWritten">Number of characters written; 0 where the destination is too short.</param>
    /// <returns>Whether the destination was long enough.</returns>
    /// <exception cref="ArgumentException">A name, the position or the propensity is out of its range.</exception>
    public bool TryFormat(Span<char> destination, out int charsWritten)
    {
        Check();
        Span<byte> bytes = stackalloc byte[MaxBytes];
        bytes[0] = Version;
        bytes[1] = (byte)Source;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[2..], Snapshot);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], (ushort)Position);
        BinaryPrimitives.WriteSingleLittleEndian(bytes[8..], Propensity);
        int end = PlacementAt;
        end += WriteName(Placement, bytes[end..]);
        end += WriteName(Variant, bytes[end..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[end..], Checksum(bytes[..end]));
        bool isWritten = Base64Url.TryEncodeToChars(bytes[..(end + ChecksumBytes)], destination, out charsWritten);
        charsWritten = isWritten ? charsWritten : 0;
        return isWritten;
    }

    /// <summary>Reads a token from text of any origin.</summary>
    /// <param name="text">The text.</param>
    /// <param name="token">The token; a default value where there is none.</param>
    /// <returns>False for text that is no undamaged token of a version that this program knows.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out RecommendationToken token)
    {
        token = default;
        Span<byte> bytes = stackalloc byte[MaxBytes];
        if (text.Length > MaxLength
            || text.ContainsAnyExcept(s_tokenCharacters)
            || Base64Url.DecodeFromChars(text, bytes, out _, out int length) != OperationStatus.Done
            || length < MinBytes
            || bytes[0] != Version)
        {
            return false;
        }

        int end = length - ChecksumBytes;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[end..]) != Checksum(bytes[..end])
            || !TryReadName(bytes[PlacementAt..end], out string placement, out int placementBytes)
            || !TryReadName(bytes[(PlacementAt + placementBytes)..end], out string variant, out int variantBytes)
            || PlacementAt + placementBytes + variantBytes != end)
        {
            return false;
        }

        RecommendationToken read = new()
        {
            Source = (RecommendationSource)bytes[1],
            Snapshot = BinaryPrimitives.ReadUInt32LittleEndian(bytes[2..]),
            Position = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
            Propensity = BinaryPrimitives.ReadSingleLittleEndian(bytes[8..]),
            Placement = placement,
            Variant = variant,
        };
        Span<char> again = stackalloc char[MaxLength];
        if (read.Fault() is not null
            || !read.TryFormat(again, out int written)
            || !text.SequenceEqual(again[..written]))
        {
            return false;
        }

        token = read;
        return true;
    }

    /// <summary>Returns the text of the token.</summary>
    /// <exception cref="ArgumentException">A name, the position or the propensity is out of its range.</exception>
    public override string ToString()
    {
        Span<char> text = stackalloc char[MaxLength];
        TryFormat(text, out int length);
        return new string(text[..length]);
    }

    private static int WriteName(string? name, Span<byte> bytes)
    {
        bytes[0] = (byte)Encoding.ASCII.GetBytes(name, bytes[1..]);
        return 1 + bytes[0];
    }

    private static bool TryReadName(ReadOnlySpan<byte> bytes, out string name, out int length)
    {
        length = bytes.IsEmpty ? 0 : 1 + bytes[0];
        bool isWhole = length > 0 && length <= bytes.Length;
        name = isWhole ? Encoding.ASCII.GetString(bytes[1..length]) : string.Empty;
        return isWhole;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes) => (uint)XxHash3.HashToUInt64(bytes);

    private static bool IsName(ReadOnlySpan<char> name) =>
        name.Length <= MaxNameLength && !name.ContainsAnyExcept(s_nameCharacters);

    private void Check()
    {
        if (Fault() is string fault)
        {
            throw new ArgumentException(fault);
        }
    }

    private string? Fault() =>
        string.IsNullOrEmpty(Placement) || !IsName(Placement)
            ? "the placement of a token must be 1 to 32 ASCII letters, digits, '-', '_' or '.'"
            : !IsName(Variant)
            ? "the variant of a token must be up to 32 ASCII letters, digits, '-', '_' or '.'"
            : Position is < 1 or > ushort.MaxValue
            ? "the position of a token must be from 1 to 65535"
            : !Enum.IsDefined(Source)
            ? "the source of a token must be one that is defined"
            : !(Propensity is >= 0 and <= 1) || (Propensity == 0 && float.IsNegative(Propensity))
            ? "the propensity of a token must be from 0 to 1"
            : null;
}
