using System.Collections.Concurrent;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// What was published when, and whether answers fit. One publisher orders the publications, so that each answer is checked
/// by itself: two counters say what answered before it began and what was begun when it ended.
/// </summary>
internal sealed class SwapHistory(int most)
{
    private readonly int[] _words = new int[most + 1];
    private readonly int[] _inside = new int[most + 1];
    private readonly ConcurrentDictionary<int, int> _wordOfGeneration = new();
    private readonly ConcurrentDictionary<int, int> _last = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private int _started;
    private int _answering;
    private long _reads;

    public IReadOnlyCollection<string> Faults => _faults;

    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>The publication that answers at least.</summary>
    public int Answering => Volatile.Read(ref _answering);

    public void Start(int publication, int word)
    {
        _words[publication] = word;
        Volatile.Write(ref _started, publication);
    }

    public void Answers(int publication) => Volatile.Write(ref _answering, publication);

    public void Names(int generation, int publication) => _wordOfGeneration[generation] = _words[publication];

    public int WordOfGeneration(int generation) => _wordOfGeneration.GetValueOrDefault(generation);

    public void Enter(int publication) => Interlocked.Increment(ref _inside[publication]);

    public void Leave(int publication) => Interlocked.Decrement(ref _inside[publication]);

    public void Unmapped(int publication)
    {
        if (Volatile.Read(ref _inside[publication]) != 0)
        {
            Fault($"unmapped under a lease: {publication}");
        }
    }

    public void Check(int reader, int began, int publication, int word, int reported, int held)
    {
        Interlocked.Increment(ref _reads);
        int started = Volatile.Read(ref _started);
        if (publication > started)
        {
            Fault($"future: {publication} of {started} begun");
        }
        else if (word != _words[publication] || reported != held)
        {
            Fault($"torn: publication {publication} holds {_words[publication]}, {word} was read; generation {reported} was reported, {held} held");
        }

        if (publication < began)
        {
            Fault($"stale: {publication}, {began} answered before");
        }

        if (_last.TryGetValue(reader, out int last) && publication < last)
        {
            Fault($"backwards: {publication} after {last}");
        }

        _last[reader] = publication;
    }

    public void Fault(string fault) => _faults.Enqueue(fault);
}
