namespace ProductSpace.Evaluation.Resampling;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same draws from a seed on every machine and runtime.</summary>
internal struct ResamplingRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 up to, not including, the limit. Its bias is limit / 2^64: none that a resample could show.</summary>
    public long Below(long limit) => (long)Math.BigMul(Next(), (ulong)limit, out _);

    private ulong Next()
    {
        ulong mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
