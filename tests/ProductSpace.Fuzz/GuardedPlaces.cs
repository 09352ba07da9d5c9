namespace ProductSpace.Fuzz;

/// <summary>
/// Guarded places for files of any length, one for each number of pages, made once and used again: to map and unmap pages for
/// each mutant would cost more than reading most of them, and would have all threads wait for one lock of the kernel.
/// For one thread; a place is good until the next is taken.
/// </summary>
internal sealed class GuardedPlaces : IDisposable
{
    private readonly Dictionary<int, GuardedBytes> _places = [];

    /// <summary>A place of so many bytes; what stands in it is of a file before.</summary>
    public GuardedBytes Take(int length)
    {
        int pages = GuardedBytes.PagesOf(length);
        if (!_places.TryGetValue(pages, out GuardedBytes? place))
        {
            place = new GuardedBytes(length);
            _places.Add(pages, place);
        }

        place.Resize(length);
        return place;
    }

    /// <summary>A place with a copy of these bytes.</summary>
    public GuardedBytes Take(ReadOnlySpan<byte> bytes)
    {
        GuardedBytes place = Take(bytes.Length);
        bytes.CopyTo(place.Span);
        return place;
    }

    public void Dispose()
    {
        foreach (GuardedBytes place in _places.Values)
        {
            place.Dispose();
        }
    }
}
